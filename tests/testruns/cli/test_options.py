"""Options derived from request models: forms of values, fields, and models built from them."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, Literal
from uuid import UUID

import pytest
from attrs import define, field
from checkly_client.models import BackoffRetryStrategy
from lint.model import MARK
from qualigate_client.models import CaseRunRequest, ProjectRunRequest, SuiteRunRequest
from qualigate_client.types import UNSET, Unset
from specmock.docstrings import descriptions
from testruns import vendor, vendor_names
from testruns._cli.options.fields import fields
from testruns._cli.options.forms import Duration, seconds
from testruns._cli.options.groups import OUTPUT, WAITING, own_options
from testruns._cli.options.models import MisfitError, make, members, put
from testruns._cli.options.starts import SPECIAL, Special, starting

ID = "770e8400-e29b-41d4-a716-446655440000"


@define
class Device:
    """A device.

    Attributes:
        model (str | Unset): Its name.
        pixel_ratio (float | Unset): Of points to
            pixels.
    """

    model: str | Unset = UNSET
    pixel_ratio: float | Unset = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=dict)


@define
class Slow:
    """A slow network."""

    type_: Literal["SLOW"]
    latency: int | Unset = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=dict)


@define
class Fast:
    """A fast network."""

    type_: Literal["FAST", "FASTER"]
    lanes: int | Unset = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=dict)


@define
class Request:
    """A request with a field of each kind.

    Attributes:
        name (str): Name of the run.
            Contract: at least 1 character.
        size (Literal['big', 'small'] | Unset): Contract: one of "big", "small".
    """

    name: str
    size: Literal["big", "small"] | Unset = UNSET
    state: Literal["on", "off"] | str | Unset = UNSET
    retries: int | Unset = 1
    factor: float | Unset | None = UNSET
    video: bool | Unset = UNSET
    owner: UUID | Unset = UNSET
    starts_at: datetime | Unset = UNSET
    day: date | Unset = UNSET
    labels: list[str] | Unset = UNSET
    tags: list[list[str]] | Unset = UNSET
    device: Device | Unset = UNSET
    devices: list[Device] | Unset = UNSET
    network: Fast | Slow | Unset = UNSET
    free: dict[str, str] | Unset = UNSET
    odd: int | list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = field(init=False, factory=dict)


FIELDS = {each.name: each for each in fields(Request)}


@pytest.mark.parametrize(
    ("name", "form", "text", "value"),
    [
        ("name", "TEXT", "a b", "a b"),
        ("size", "[big|small]", "BIG", "big"),
        ("state", "TEXT", "asleep", "asleep"),
        ("retries", "INTEGER", "3", 3),
        ("factor", "NUMBER", "1.5", 1.5),
        ("video", "", "yes", True),
        ("owner", "ID", ID, UUID(ID)),
        ("starts_at", "TIME", "2026-01-31T14:00Z", datetime(2026, 1, 31, 14, tzinfo=UTC)),
        ("day", "DATE", "2026-01-31", date(2026, 1, 31)),
        ("labels", "TEXT", "a,b", "a,b"),
        ("tags", "TEXT,TEXT", "a, b", ["a", "b"]),
        ("device", "KEY=VALUE", "pixel-ratio=2", ("pixel_ratio", 2.0)),
        ("devices", "JSON", '{"pixelRatio": 2}', Device(pixel_ratio=2.0)),
        ("network", "KEY=VALUE", "type=slow", ("type_", "SLOW")),
        ("free", "KEY=VALUE", "Any=thing", ("Any", "thing")),
        ("odd", "JSON", '["a"]', ["a"]),
    ],
)
def test_a_field_of_each_kind_is_read_from_text(
    name: str, form: str, text: str, value: object
) -> None:
    assert FIELDS[name].form.name == form
    assert FIELDS[name].form.read(text) == value


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("size", "bg", "'bg' is not one of 'big', 'small'; did you mean 'big'?"),
        ("retries", "1.5", "not a valid integer"),
        ("factor", "nan", "not a valid number"),
        ("factor", "1e999", "not a valid number"),
        ("video", "perhaps", "not a valid boolean"),
        ("owner", "1", "not a valid UUID"),
        ("starts_at", "soon", "is no time"),
        ("day", "soon", "is no date"),
        ("tags", " , ", "holds no value"),
        ("device", "model", "not of the form KEY=VALUE"),
        ("device", "modle=x", "'modle' is no key here; did you mean 'model'?"),
        ("device", "pixel_ratio=x", "not a valid number"),
        ("devices", "{", "is no JSON"),
        ("devices", '{"pixelRatio": []}', "NUMBER is expected"),
        ("odd", "{}", "another kind of value is expected"),
    ],
)
def test_what_does_not_fit_is_told(name: str, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=f".*{said.replace('?', '.')}"):
        FIELDS[name].form.read(text)


def test_a_description_is_that_of_the_docstring_with_the_keys_of_an_object() -> None:
    """Without the limits that generation adds behind a mark."""
    assert FIELDS["name"].help == "Name of the run."
    assert FIELDS["size"].help == ""
    assert FIELDS["device"].help == "Keys: model, pixel_ratio."
    flat = {each.name: each for each in fields(Request, flat=["device"])}
    assert flat["pixel_ratio"].help == "Of points to pixels."
    assert flat["pixel_ratio"].section == "Device"


def test_the_mark_is_that_of_generation() -> None:
    assert f"\n            {MARK} default 2; 1 to 10.\n" in str(BackoffRetryStrategy.__doc__)
    assert MARK not in " ".join(descriptions(BackoffRetryStrategy).values())


def test_fields_of_a_function_are_its_parameters() -> None:
    def start(*, test_id: str, client: object, wait: Duration | Unset = UNSET) -> None:
        """Start a test.

        Args:
            test_id (str): Id of the test.
            wait (Duration): Time to
                wait.

        Returns:
            Nothing.
        """

    found = fields(start, left_out=["client"], called={"test_id": "test"})

    assert [(each.name, each.required, each.help) for each in found] == [
        ("test", True, "Id of the test."),
        ("wait", False, "Time to wait."),
    ]


def test_a_field_of_several_variants_is_one_field() -> None:
    found = {each.name: each for each in fields(CaseRunRequest, SuiteRunRequest, ProjectRunRequest)}

    assert found["browser_type"].owners == (CaseRunRequest, SuiteRunRequest, ProjectRunRequest)
    assert found["project_id"].owners == (ProjectRunRequest,)
    merged = {each.name: each for each in fields(Request, flat=["network"])}
    assert merged["type"].form.choices == ("FAST", "FASTER", "SLOW")
    assert not merged["type"].required


@define
class PlanRun:
    """A run of a plan."""

    plan: str


@define
class ChecksRun:
    """A run of checks."""

    keys: list[str]


@define
class DeviceRun:
    """A run on a device."""

    device: Device


def test_a_list_and_an_object_start_one_run_and_a_text_one_for_each_value(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    models = SimpleNamespace(requests=(PlanRun, ChecksRun, DeviceRun))
    monkeypatch.setattr("testruns._cli.options.starts.vendor", lambda _name: models)

    entries = starting("zephyr").build(
        {"plan": ["a", "b"], "keys": ["c", "d"], "device": [("model", "X")]}
    )

    assert [(each.label, each.request) for each in entries] == [
        ("plan a", PlanRun("a")),
        ("plan b", PlanRun("b")),
        ("keys c, d", ChecksRun(["c", "d"])),
        ("device X", DeviceRun(Device(model="X"))),
    ]


def test_what_is_not_given_is_not_sent_whatever_the_models_default() -> None:
    built = make((Request,), {"name": "a"})

    assert built.retries is UNSET


@pytest.mark.parametrize(
    ("path", "value", "attribute", "built"),
    [
        ("startsAt", "2026-01-31T14:00Z", "starts_at", datetime(2026, 1, 31, 14, tzinfo=UTC)),
        ("device.pixelRatio", 2, "device", Device(pixel_ratio=2.0)),
        ("devices", [{"pixel_ratio": 2}], "devices", [Device(pixel_ratio=2.0)]),
        ("network", {"type": "SLOW", "latency": 3}, "network", Slow("SLOW", 3)),
        ("factor", None, "factor", None),
        ("free.some", "thing", "free", {"some": "thing"}),
    ],
)
def test_a_json_value_becomes_what_the_field_holds(
    path: str, value: object, attribute: str, built: object
) -> None:
    tree: dict[str, Any] = {"name": "a"}

    put(tree, (Request,), path.split("."), value)

    assert getattr(make((Request,), tree), attribute) == built


def test_fields_that_are_not_known_are_sent_as_they_are() -> None:
    tree: dict[str, Any] = {"name": "a"}

    for path in ("newThing", "newer.thing", "device.newThing"):
        put(tree, (Request,), path.split("."), [1])
    built = make((Request,), tree)

    assert built.additional_properties == {"newThing": [1], "newer": {"thing": [1]}}
    assert built.device.additional_properties == {"newThing": [1]}


@pytest.mark.parametrize(
    ("path", "value"), [("name.first", "a"), ("retries", True), ("video", 1), ("labels", "a")]
)
def test_a_json_value_of_another_kind_is_refused(path: str, value: object) -> None:
    with pytest.raises(ValueError, match=r"holds no|expected"):
        put({}, (Request,), path.split("."), value)


@pytest.mark.parametrize(
    ("tree", "said", "about"),
    [
        ({}, "--name is missing", ("--name",)),
        ({"network": {"lanes": 2}}, "--network.lanes needs --network.type_", ("--network.lanes",)),
        (
            {"network": {"type_": "SLOW", "lanes": 2}},
            "SLOW takes no --network.lanes",
            ("--network.lanes",),
        ),
    ],
)
def test_values_that_make_no_model_are_told_by_their_options(
    tree: dict[str, Any], said: str, about: tuple[str, ...]
) -> None:
    with pytest.raises(MisfitError) as caught:
        make((Request,), tree and {"name": "a", **tree}, "--{}".format)

    assert (str(caught.value), caught.value.names) == (said, about)


@pytest.mark.parametrize(
    ("text", "meant"), [("90", 90), ("90s", 90), ("15m", 900), ("1h30m", 5400), ("0.5", 0.5)]
)
def test_a_length_of_time_is_as_people_write_it(text: str, meant: float) -> None:
    assert seconds(text) == meant


@pytest.mark.parametrize("text", ["", "soon", "1d", "-5", "5m later", "5 5", "1m30", "٣s"])
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no length of time"):
        seconds(text)


@pytest.mark.parametrize("name", vendor_names())
def test_each_field_of_a_request_has_an_option_or_a_reason(name: str) -> None:
    """What is missing gets an option, or a reason, in SPECIAL of _cli/options/starts.py."""
    requests: Any = vendor(name).requests
    special = SPECIAL.get(name, Special())
    options = {".".join(each.path) for each in starting(name).fields}

    known = {path for model in requests for path in members(model)}
    flat = {path.partition(".")[0] for path in options if "." in path}

    assert known <= options | flat | set(special.left_out)
    assert set(special.left_out) <= known, "left_out names no field"
    assert set(special.flat) == flat, "flat names no object"
    assert all(special.left_out.values()), "a reason is missing"


@pytest.mark.parametrize("name", vendor_names())
def test_no_two_options_of_a_command_have_one_name(name: str) -> None:
    """Two that collide are told apart by `called` in SPECIAL of _cli/options/starts.py."""
    own = own_options([name], "trigger", "wait", "cancel")
    groups = [starting(name), *own, WAITING, OUTPUT]
    names = [each.name for group in groups for each in group.fields]

    assert sorted(set(names)) == sorted(names)
    assert not {"help", "h", "q"} & set(names)


@pytest.mark.parametrize("name", vendor_names())
def test_only_objects_and_lists_of_them_take_json(name: str) -> None:
    """A field of a kind without a form gets one in _cli/options/forms.py."""
    odd = [each.option for each in starting(name).fields if each.form.name == "JSON"]

    assert odd == []
