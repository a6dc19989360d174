"""What a mock infers from a document, and what it keeps no state of: no faults, but good to know."""

from collections.abc import Iterator

from .mock import Mock

_WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def notes(mock: Mock) -> Iterator[str]:
    """Tell the resources and runs of a mock, and the operations that change nothing."""
    stateful = set(mock.starters)
    for collection in mock.collections:
        if collection.lifecycle is not None:
            stateful.update(collection.lifecycle.moves)
            yield f"{collection.name}: names runs with the states of x-lifecycle"
    for resource in mock.resources:
        stateful.update(resource.roles)
        roles = ", ".join(f"{role} ({name})" for name, role in resource.roles.items())
        asked = resource.to_dict()
        lists = [
            f"; {each} by {', '.join(asked[each])}"
            for each in ("filters", "pages")
            if each in asked
        ]
        yield f"{resource.item}: remembers what was sent: {roles}{''.join(lists)}"
    unlocked = [each.id for each in mock.operations.values() if not each.security]
    if unlocked and len(unlocked) == len(mock.operations):
        yield "no operation asks for a key"
    elif unlocked:
        yield f"without a key: {', '.join(unlocked)}"
    stateless = [
        each.id
        for each in mock.operations.values()
        if each.method in _WRITING and each.id not in stateful
    ]
    if stateless:
        yield f"without a state, answered by examples or schemas: {', '.join(stateless)}"
