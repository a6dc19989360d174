"""The rules for servers and security: where a request goes, and what it has to carry."""

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, Final

from specmock.openapi import Pointer

from .change import Level, code
from .comparison import Both, Comparison
from .document_diff import Reader, align, canonical, mapping

_DECIDING: Final = ("type", "in", "name", "scheme", "openIdConnectUrl")
_ADDRESSES: Final = ("authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl")
_SCHEMES: Final[Pointer] = ("components", "securitySchemes")


def compare_servers(
    both: Comparison, label: str, old: Pointer, new: Pointer, *, flipped: bool
) -> None:
    """Compare the servers of an operation; clients take the first."""
    one, at_old = _inherited(both.old, old, "servers", flipped=flipped)
    two, at_new = _inherited(both.new, new, "servers", flipped=flipped)
    was, now = ([str(mapping(each).get("url", "/")) for each in side] for side in (one, two))
    is_own = at_old[:-1] == old or at_new[:-1] == new
    of = label if is_own else label.partition(" ")[2]  # what a path has is told once
    scope = f" for {code(of)}" if len(at_old) > 1 or len(at_new) > 1 else ""
    # A document without servers leaves them to the clients.
    for address in (each for each in was if each not in now and at_old):
        what = f"the server {code(address)} is gone{scope}: requests to it fail"
        at = [(*at_old, was.index(address))] if at_old else []
        both.tell(what, Level.BREAKING, "Removed", at, node=label)
    for address in (each for each in now if each not in was and at_new):
        what = f"the server {code(address)} is new{scope}"
        at = [(*at_new, now.index(address))] if at_new else []
        both.tell(what, Level.MINOR, "Added", new=at, node=label)
    if was[:1] != now[:1] and was and was[0] in now:
        what = f"the server {code(now[0])} comes first now{scope}: clients take it"
        both.tell(what, Level.BREAKING, node=label, orders=[at_new])
    both.orders.add(at_new)
    if at_old != at_new:  # written at another level
        both.look([at_old] if at_old else [], [at_new] if at_new else [])
    for first, second in align(was, now, str)[0] if at_old and at_new else ():
        if first is not None and second is not None and was[first] == now[second]:
            server = f"the server {code(was[first])}{scope}"
            _compare_variables(both, server, label, (*at_old, first), (*at_new, second))


def _compare_variables(
    both: Comparison, server: str, label: str, old: Pointer, new: Pointer
) -> None:
    was, now = both.old.get((*old, "variables")), both.new.get((*new, "variables"))
    for name in sorted(was.keys() | now.keys()):
        pair = (*old, "variables", name), (*new, "variables", name)
        if name not in was or name not in now:
            at = both.both((*old, "variables"), (*new, "variables"), name)
            if f"{{{name}}}" not in str(both.new.get(new).get("url")):
                both.look(*at)
            else:
                is_gone = name not in now
                what = f"{code(name)} of {server} {'has no value any more' if is_gone else 'has a value now'}"
                level = Level.BREAKING if is_gone else Level.MINOR
                both.tell(what, level, "Changed", *at, node=label)
            continue
        one, two = both.old.get(pair[0]), both.new.get(pair[1])
        if one.get("default") != two.get("default"):
            what = f"{code(name)} of {server} is {code(two.get('default'))} where nobody sets it"
            at = both.both(*pair, "default")
            both.tell(what, Level.BREAKING, "Changed", *at, node=label)
        words = [each.get("enum") for each in (one, two)]
        if canonical(words[0]) != canonical(words[1]):
            known, left = ({*map(str, each if isinstance(each, list) else ())} for each in words)
            level = Level.BREAKING if words[0] is None or known - left else Level.MINOR
            level = Level.MINOR if words[1] is None else level
            what = f"{code(name)} of {server} is one of {code(words[1])} now"
            both.tell(what, level, "Changed", *both.both(*pair, "enum"), node=label)


def compare_security(
    both: Comparison, label: str, old: Pointer, new: Pointer, *, flipped: bool
) -> None:
    """Compare what requests of an operation may carry, by what the schemes stand for.

    Requests of webhooks and callbacks (`flipped`) come from the API, and readers check them.
    """
    one, at_old = _inherited(both.old, old, "security", flipped=flipped)
    two, at_new = _inherited(both.new, new, "security", flipped=flipped)
    was, now = (
        [*dict.fromkeys(way for each in side for way in _credentials(reader, each))]
        or [frozenset()]
        for reader, side in ((both.old, one), (both.new, two))
    )
    choices = [at_old] if at_old else [], [at_new] if at_new else []
    schemes = _deciding(both.old, both.new, one), _deciding(both.new, both.old, two)
    both.look(*schemes)
    if was == now:
        both.look(*choices)
        return
    # Whoever sends more than is asked for is served as well.
    sent, taken = (now, was) if flipped else (was, now)
    refused = [each for each in sent if not any(needed <= each for needed in taken)]
    verbs = ("carries", "carried") if flipped else ("takes", "took")
    what = f"{verbs[0]} {_ways(now)} now, it {verbs[1]} {_ways(was)}"
    if refused and flipped:
        what += f": readers that check it do not know requests with {_ways(refused)}"
    elif refused:
        what += f": requests with {_ways(refused)} are refused"
    elif set(was) == set(now):
        what = f"takes {_ways(now[:1])} first now: clients send that"
        what = f"carries {_ways(now[:1])} first now" if flipped else what
    # A scheme that operations share is told once.
    others = [[each for each in side if both.old.at(each) != both.new.at(each)] for side in schemes]
    at: Both = (others[0], others[1]) if canonical(one) == canonical(two) else choices
    level = Level.BREAKING if refused else Level.MINOR
    both.tell(what, level, "Changed", *at, subject=code(label), node=label)


def compare_scopes(both: Comparison) -> None:
    """Compare the scopes that OAuth flows offer."""
    schemes = both.old.get(_SCHEMES).keys() & both.new.get(_SCHEMES).keys()
    for name in schemes:
        at = (*_SCHEMES, name, "flows")
        flows = both.old.get(at).keys() & both.new.get(at).keys()
        for pointer in ((*at, flow, "scopes") for flow in flows):
            was, now = both.old.get(pointer), both.new.get(pointer)
            both.look([pointer], [pointer])
            for scope in was.keys() - now.keys():
                what = f"the scope {code(scope)} of {code(name)} is gone: tokens cannot have it"
                both.tell(what, Level.BREAKING, "Removed", [(*pointer, scope)])
            for scope in now.keys() - was.keys():
                what = f"the scope {code(scope)} of {code(name)} is new"
                both.tell(what, Level.MINOR, "Added", new=[(*pointer, scope)])


def _inherited(
    reader: Reader, pointer: Pointer, field: str, *, flipped: bool
) -> tuple[list[Any], Pointer]:
    """A list of an operation, of its path (servers only) or of the document, and its pointer.

    What the document has is not about its webhooks and callbacks, if it has anything else.
    """
    holders = [pointer, *([pointer[:-1]] if field == "servers" else []), ()]
    for holder in holders[:-1] if flipped and reader.get(("paths",)) else holders:
        node = reader.at(holder)
        if isinstance(node, dict) and isinstance(node.get(field), list):
            return node[field], (*holder, field)
    return ([{"url": "/"}] if field == "servers" else []), ()


def _deciding(reader: Reader, other: Reader, choices: Iterable[Any]) -> list[Pointer]:
    """The fields of security schemes that decide what a request carries."""
    found: list[Pointer] = []
    for name in sorted({name for choice in choices for name in mapping(choice)}):
        at = reader.follow((*_SCHEMES, name))
        node = reader.get(at)
        found += [(*at, key) for key in node if key in _DECIDING]
        for flow, parts in mapping(node.get("flows")).items():
            if flow in mapping(other.get((*_SCHEMES, name)).get("flows")):
                found += [(*at, "flows", flow, key) for key in mapping(parts) if key in _ADDRESSES]
            else:
                found.append((*at, "flows", flow))
    return found


def _credentials(reader: Reader, choice: Any) -> list[frozenset[str]]:
    """What a request may carry by one choice of security, in words; a flow of OAuth 2 is enough."""
    found: set[str] = set()
    flows: list[list[str]] = []
    for name, scopes in mapping(choice).items():
        node = reader.get((*_SCHEMES, name))
        match node.get("type"):
            case "apiKey":
                key = str(node.get("name"))
                key = key.lower() if node.get("in") == "header" else key
                found.add(f"the key {code(key)} in the {node.get('in')}")
            case "http":
                found.add(f"an Authorization of {str(node.get('scheme')).capitalize()}")
            case "oauth2":
                tokens = [f"a token of OAuth 2 ({flow})" for flow in _flows(node)]
                flows.append(tokens or ["a token of OAuth 2"])
            case "openIdConnect":
                found.add(f"a token of {node.get('openIdConnectUrl')}")
            case other:
                found.add(f"{code(name)} ({other or 'of no known type'})")
        listed = scopes if isinstance(scopes, list) else ()
        found.update(f"the scope {code(scope)}" for scope in listed)
    return [frozenset({*found, *tokens}) for tokens in product(*flows)]


def _flows(scheme: dict[str, Any]) -> list[str]:
    flows = mapping(scheme.get("flows"))
    return [
        " ".join((name, *(str(mapping(flow)[key]) for key in _ADDRESSES if key in mapping(flow))))
        for name, flow in sorted(flows.items())
    ]


def _ways(choices: Sequence[frozenset[str]]) -> str:
    return ", or ".join(" and ".join(sorted(each)) or "no key" for each in choices)
