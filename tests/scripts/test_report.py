"""What a change of a spec or of a package means for its users."""

from pathlib import Path

import pytest
import report
from packaging.version import Version
from release.api_diff import surface_changes
from release.change import Level
from release.spec_diff import spec_changes
from release.version import advice
from specmock.openapi import Document, loads

PAGES = Path(__file__).with_name("pages")
PARCELS = (PAGES / "specs" / "parcels.yaml").read_text("utf-8")
SURFACE = """\
# Generated.
function api.parcels.get_parcel.sync -> Parcel | None
argument api.parcels.get_parcel.sync(parcel_id): UUID
argument api.parcels.get_parcel.sync(*, limit): int | Unset = UNSET
function api.parcels.get_parcel.sync_detailed -> Response[Parcel]
function api.parcels.send.sync -> Parcel | None
argument api.parcels.send.sync(*, body): Order
class models.Order
attribute models.Order.name: str
attribute models.Order.speed: Speed | Unset = UNSET
class models.Parcel
attribute models.Parcel.state: State | str
attribute models.Parcel.late: bool | Unset = UNSET
member models.Speed 'SLOW'
member models.State 'MOVING'
"""


def parcels(old: str = "", new: str = "") -> Document:
    assert old in PARCELS
    return loads(PARCELS.replace(old, new) if old else PARCELS, "specs/parcels.yaml")


# old, new, level, a piece of what is told
SPEC = {
    "tighter limit of a request": ("maximum: 100", "maximum: 50", Level.BREAKING, "is now `50`"),
    "looser limit of a request": ("maximum: 100", "maximum: 500", Level.MINOR, "is now `500`"),
    "no limit of a request": ("      maximum: 100\n", "", Level.MINOR, "loses its maximum"),
    "new limit of a request": ("minLength: 1", "minLength: 1, maxLength: 9", Level.BREAKING, "gets maxLength"),
    "limit of an answer": ("minimum: 0", "minimum: 1", Level.PATCH, "is now `1`"),
    "default": ("default: 20", "default: 30", Level.PATCH, "is now `30`"),
    "required parameter": ("in: query\n          schema: {type: string, minLength: 1}", "in: query\n          required: true\n          schema: {type: string, minLength: 1}", Level.BREAKING, "gets required"),
    "parameter gone": ("        - name: cursor\n          in: query\n          schema: {type: string, minLength: 1}\n", "", Level.BREAKING, "`cursor` of"),
    "field gone": ("        late: {type: boolean}\n", "", Level.BREAKING, "is gone"),
    "field retyped": ("late: {type: boolean}", "late: {type: string}", Level.BREAKING, "is now `string`"),
    "new field": ("late: {type: boolean}", "late: {type: boolean}\n        depot: {type: string}", Level.MINOR, "`stops[].depot`"),
    "field may be null": ("late: {type: boolean}", 'late: {type: [boolean, "null"]}', Level.BREAKING, "gets nullable"),
    "field is never null": ('place: {type: [string, "null"]}', "place: {type: string}", Level.MINOR, "loses its nullable"),
    "field is optional": ("[stopId, state]", "[stopId]", Level.BREAKING, "loses its required"),
    "field is always there": ("[stopId, state]", "[stopId, state, late]", Level.MINOR, "gets required"),
    "new answer": ('        "404":', '        "410": {description: Gone.}\n        "404":', Level.MINOR, "the answer 410"),
    "renamed operation": ("list_stops", "list_halts", Level.BREAKING, "now called `list_halts`"),
    "renamed component": ("StopPage", "HaltPage", Level.BREAKING, "component `StopPage` is gone"),
    "other path": ("/stops:", "/halts:", Level.BREAKING, "/stops` is gone"),
    "words only": ("A page of stops.", "Stops.", Level.PATCH, "and no fact"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "level", "told"), SPEC.values(), ids=SPEC)
def test_a_change_of_a_spec_is_weighed_by_its_direction(
    old: str, new: str, level: Level, told: str
) -> None:
    changes = spec_changes(parcels(), parcels(old, new))

    assert max(change.level for change in changes) is level
    assert any(told in change.what for change in changes), changes
    assert all(change.where.startswith("specs/parcels.yaml") for change in changes)


def test_a_new_word_of_an_open_answer_is_a_note() -> None:
    changes = spec_changes(parcels(), parcels("HANDED_OVER]", "HANDED_OVER, LOST]"))

    levels = {change.level for change in changes if "in the answer" in change.what}
    assert levels == {Level.PATCH}


def test_the_same_spec_has_no_changes_and_a_new_one_is_one() -> None:
    assert spec_changes(parcels(), parcels()) == []
    assert [change.level for change in spec_changes(None, parcels())] == [Level.MINOR]
    assert [change.level for change in spec_changes(parcels(), None)] == [Level.BREAKING]


PYTHON = {
    "return type": ("get_parcel.sync -> Parcel", "get_parcel.sync -> Problem | Parcel", Level.BREAKING, "returns `Problem | Parcel | None`"),
    "argument gone": ("argument api.parcels.get_parcel.sync(*, limit): int | Unset = UNSET\n", "", Level.BREAKING, "`api.parcels.get_parcel(*, limit)` is gone"),
    "argument takes more": ("limit): int | Unset", "limit): int | None | Unset", Level.MINOR, "is `int | None | Unset`"),
    "argument takes less": ("limit): int | Unset", "limit): Unset", Level.BREAKING, "is `Unset`"),
    "argument is required": ("limit): int | Unset = UNSET", "limit): int | Unset", Level.BREAKING, "is now required"),
    "new required argument": ("class models.Order", "argument api.parcels.send.sync(*, depot): str\nclass models.Order", Level.BREAKING, "depot): str` is new"),
    "new optional argument": ("class models.Order", "argument api.parcels.send.sync(*, depot): str | Unset = UNSET\nclass models.Order", Level.MINOR, "is new"),
    "attribute of an answer": ("class models.Parcel", "class models.Parcel\nattribute models.Parcel.depot: str", Level.MINOR, "`models.Parcel.depot: str` is new"),
    "attribute of a request": ("class models.Order", "class models.Order\nattribute models.Order.depot: str", Level.BREAKING, "`models.Order.depot: str` is new"),
    "answer may be more": ("state: State | str", "state: State | str | None", Level.BREAKING, "it was `State | str`"),
    "request may be more": ("name: str", "name: str | None", Level.MINOR, "it was `str`"),
    "class gone": ("class models.Parcel\nattribute models.Parcel.state: State | str\nattribute models.Parcel.late: bool | Unset = UNSET\n", "", Level.BREAKING, "`models.Parcel` is gone"),
    "new word": ("member models.State 'MOVING'", "member models.State 'LOST'\nmember models.State 'MOVING'", Level.MINOR, "`models.State 'LOST'` is new"),
    "word gone": ("member models.State 'MOVING'\n", "", Level.BREAKING, "`models.State 'MOVING'` is gone"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "level", "told"), PYTHON.values(), ids=PYTHON)
def test_a_change_of_the_python_api_is_weighed_by_who_makes_the_value(
    old: str, new: str, level: Level, told: str
) -> None:
    assert old in SURFACE

    changes = surface_changes(SURFACE, SURFACE.replace(old, new), "surface")

    assert [change.level for change in changes] == [level]
    assert told in changes[0].what


def test_the_report_of_this_project_can_be_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main(["HEAD"]) == 0
    assert "Version: " in capsys.readouterr().out


def test_an_unknown_commit_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main(["no-such-commit"]) == 2
    assert capsys.readouterr().err.startswith("No report: fatal: ")


@pytest.mark.parametrize(
    ("version", "level", "following"),
    [
        ("0.1.0", Level.NONE, "stays 0.1.0"),
        ("0.1.0", Level.PATCH, "0.1.1: patch"),
        ("0.1.0", Level.MINOR, "0.2.0: minor"),
        ("0.1.0", Level.BREAKING, "0.2.0: minor, since below 1.0.0"),
        ("1.2.3", Level.PATCH, "1.2.4: patch"),
        ("1.2.3", Level.MINOR, "1.3.0: minor"),
        ("1.2.3", Level.BREAKING, "2.0.0: major"),
        ("1.2", Level.PATCH, "1.2.1: patch"),
        ("1", Level.MINOR, "1.1.0: minor"),
        ("1.2.3.4", Level.PATCH, "1.2.4: patch"),
        ("1.2.3.post1", Level.PATCH, "1.2.4: patch"),
        ("1.2.3+local.1", Level.PATCH, "1.2.4: patch"),
        ("2!1.2.3", Level.MINOR, "2!1.3.0: minor"),
        ("0.2.0.dev0", Level.PATCH, "0.2.0: the pre-release"),
        ("0.2.0.dev0", Level.BREAKING, "0.2.0: the pre-release"),
        ("0.2.1.dev0", Level.BREAKING, "0.3.0: minor, since below 1.0.0"),
        ("1.2.0rc1", Level.MINOR, "1.2.0: the pre-release"),
        ("1.2.0rc1", Level.BREAKING, "2.0.0: major"),
        ("1.2.1a1", Level.PATCH, "1.2.1: the pre-release"),
        ("1.2.1a1", Level.MINOR, "1.3.0: minor"),
        ("2.0.0b2", Level.BREAKING, "2.0.0: the pre-release"),
    ],
)
def test_the_next_version_is_that_of_semantic_versioning(
    version: str, level: Level, following: str
) -> None:
    assert following in advice(Version(version), level)
