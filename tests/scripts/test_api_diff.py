"""What a change of a generated package means for who imports it."""

import pytest
from release.api_diff import surface_changes
from release.change import Change, Level
from release.fact import facts_of
from text_edits import edited

B, M, P = Level.BREAKING, Level.MINOR, Level.PATCH

SURFACE = """\
# Generated.
function api.parcels.get_parcel.sync -> Parcel | None
argument api.parcels.get_parcel.sync(parcel_id): UUID
argument api.parcels.get_parcel.sync(part): str
argument api.parcels.get_parcel.sync(*, limit): int | Unset = UNSET
function api.parcels.get_parcel.sync_detailed -> Response[Parcel]
function api.parcels.send.sync -> Parcel | None
argument api.parcels.send.sync(*, body): Order
class models.Order
attribute models.Order.name: str
attribute models.Order.depot: str
attribute models.Order.speed: Speed | Unset = UNSET
attribute models.Order.stop: Stop | Unset = UNSET
class models.Parcel
attribute models.Parcel.state: State | str
attribute models.Parcel.weight: float
attribute models.Parcel.stops: list[Stop | str]
attribute models.Parcel.late: bool | Unset = UNSET
attribute models.Parcel.additional_properties: dict[str, Any]
class models.Stop
attribute models.Stop.place: str | None
member models.Speed 'SLOW'
member models.State 'MOVING'
"""

PYTHON = {
    "return type": ("get_parcel.sync -> Parcel", "get_parcel.sync -> Problem | Parcel", M, "returns `Problem | Parcel | None`"),
    "other return type": ("get_parcel.sync -> Parcel", "get_parcel.sync -> Problem", B, "returns `Problem | None`"),
    "argument gone": ("argument api.parcels.get_parcel.sync(*, limit): int | Unset = UNSET\n", "", B, "`api.parcels.get_parcel(*, limit)` is gone"),
    "argument takes more": ("limit): int | Unset", "limit): int | None | Unset", M, "is `int | None | Unset`"),
    "argument takes less": ("limit): int | Unset", "limit): Unset", B, "is `Unset`"),
    "argument is required": ("limit): int | Unset = UNSET", "limit): int | Unset", B, "is required now"),
    "argument is required and takes less": ("limit): int | Unset = UNSET", "limit): int", B, "is `int` now"),
    "arguments by position": ("(parcel_id): UUID\nargument api.parcels.get_parcel.sync(part): str", "(part): str\nargument api.parcels.get_parcel.sync(parcel_id): UUID", B, "takes its arguments in another order: part, parcel_id"),
    "new required argument": ("class models.Order", "argument api.parcels.send.sync(*, depot): str\nclass models.Order", B, "depot): str` is new"),
    "new optional argument": ("class models.Order", "argument api.parcels.send.sync(*, depot): str | Unset = UNSET\nclass models.Order", M, "is new"),
    "attribute of an answer": ("class models.Parcel", "class models.Parcel\nattribute models.Parcel.depot: str", M, "`models.Parcel.depot: str` is new"),
    "attribute of a request": ("class models.Order", "class models.Order\nattribute models.Order.day: str", B, "`models.Order.day: str` is new"),
    "attributes of a request by position": ("attribute models.Order.name: str\nattribute models.Order.depot: str", "attribute models.Order.depot: str\nattribute models.Order.name: str", B, "takes its arguments in another order"),
    "answer may be more": ("state: State | str", "state: State | str | None", B, "it was `State | str`"),
    "answer may be less": ("state: State | str", "state: State", M, "is `State` now"),
    "answer is always there": ("late: bool | Unset = UNSET", "late: bool", M, "is `bool` now"),
    "answer is a whole number": ("weight: float", "weight: int", M, "is `int` now"),
    "answer is any number": ("late: bool | Unset", "late: int | Unset", B, "is `int | Unset` now"),
    "items of an answer are less": ("stops: list[Stop | str]", "stops: list[Stop]", M, "is `list[Stop]` now"),
    "items of an answer are more": ("stops: list[Stop | str]", "stops: list[Stop | str | None]", B, "is `list[Stop | str | None]` now"),
    "request may be more": ("name: str", "name: str | None", M, "it was `str`"),
    "both may be more": ("place: str | None", "place: str | int | None", B, "is `str | int | None` now"),
    "both may be less": ("place: str | None", "place: str", B, "is `str` now"),
    "answer is closed": ("attribute models.Parcel.additional_properties: dict[str, Any]\n", "", M, "additional_properties` is gone"),
    "request is opened": ("class models.Order\n", "class models.Order\nattribute models.Order.additional_properties: dict[str, Any]\n", M, "is new"),
    "class gone": ("class models.Stop\nattribute models.Stop.place: str | None\n", "", B, "`models.Stop` is gone"),
    "new word": ("member models.State 'MOVING'", "member models.State 'LOST'\nmember models.State 'MOVING'", M, "`models.State 'LOST'` is new"),
    "word gone": ("member models.State 'MOVING'\n", "", B, "`models.State 'MOVING'` is gone"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "level", "told"), PYTHON.values(), ids=PYTHON)
def test_a_change_of_the_python_api_is_weighed_by_who_makes_the_value(
    old: str, new: str, level: Level, told: str
) -> None:
    changes = surface_changes(SURFACE, edited(SURFACE, (old, new)), "surface")

    assert [change.level for change in changes] == [level]
    assert told in changes[0].sentence


def change(sentence: str, level: Level, *names: str) -> Change:
    return Change(sentence, level, "Changed", names=frozenset(names))


def test_a_fact_is_told_once_with_what_follows_from_it_in_python() -> None:
    spec = [change("`Stop.late` is gone", B, "stop.late"), change("other", M, "other")]
    python = [change("`models.Stop.late` is gone", B, "stop.late")]

    first, second = facts_of("Parcels", spec, python)

    assert (first.change, first.python, first.reason) == (spec[0], (python[0],), "")
    assert (second.change, second.python) == (spec[1], ())


def test_a_part_that_is_graver_says_why() -> None:
    stale = facts_of("Parcels", [change("limit", B, "stop.size")], [], is_fresh=False)
    assert [fact.reason for fact in stale] == [""]
    wire = facts_of("Parcels", [change("limit", B, "stop.size")], [])
    types = facts_of("Parcels", [change("format", M, "stop.id")], [change("UUID", B, "stop.id")])
    alone = facts_of("Parcels", [], [change("`models.Old` is gone", B, "old")])

    assert (wire[0].level, wire[0].reason) == (
        B,
        "the generated types allow for it, so that a type checker does not find it",
    )
    assert (types[0].level, types[0].reason) == (
        B,
        "on the wire it is minor; the generated classes are stricter",
    )
    assert alone[0].level is B
    assert "the same on the wire" in alone[0].reason


def test_documents_without_a_package_have_no_python_part() -> None:
    (fact,) = facts_of("Parcels", [change("limit", B, "stop.size")], None)

    assert (fact.python, fact.reason) == ((), "")
