"""What a spec has and hand-written code forgot is told, with the file to edit."""

import ast
import tomllib
from collections.abc import Iterator
from importlib import import_module
from inspect import getsource, signature
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from attrs import asdict, evolve, has
from testruns import vendor_names
from testruns._listing import Listing
from testruns._requests import model_fields
from testruns._vendor import MEANINGS, States, Vendor

from specs import SPECS

ROOT = Path(__file__).resolve().parents[1]


def packages() -> set[str]:
    """Names of the generated packages, without their ending."""
    return {path.name.removesuffix("_client") for path in (ROOT / "generated").glob("*_client")}


@pytest.fixture(params=vendor_names())
def module(request: pytest.FixtureRequest) -> Any:
    """A vendor's module."""
    return import_module(f"testruns.{request.param}")


def home(vendor: Vendor[Any, Any, Any]) -> str:
    return f"overlays/testruns/{vendor.name}.py"


def endpoints(module: ModuleType) -> dict[str, ModuleType]:
    """The generated endpoint modules that a vendor's module imports, by operation."""
    prefix = f"{module.VENDOR.name}_client.api."
    found = (each for each in vars(module).values() if isinstance(each, ModuleType))
    return {
        each.__name__.rpartition(".")[2]: each for each in found if each.__name__.startswith(prefix)
    }


def unused_operations(module: ModuleType) -> set[str]:
    return set(module.VENDOR.spec.OPERATIONS) - set(endpoints(module)) - set(module.VENDOR.left_out)


def sent_by_client(vendor: Vendor[Any, Any, Any]) -> set[str]:
    """Parameters that the client sends as headers."""
    return {each.header.replace("-", "_") for each in vendor.credentials if each.header}


def forgotten_parameters(vendor: Vendor[Any, Any, Any]) -> set[str]:
    """Parameters of the operation that starts a run, but for those that are given to it."""
    call = vendor.start(vendor.example, vendor.options).call
    parameters = set(signature(call.endpoint._get_kwargs).parameters)
    return parameters - set(call.arguments) - sent_by_client(vendor)


def forgotten_requests(vendor: Vendor[Any, Any, Any]) -> set[str]:
    """Kinds of the body that starts a run, but for those that are requests of the vendor."""
    endpoint: Any = vendor.start(vendor.example, vendor.options).call.endpoint
    body = get_type_hints(endpoint._get_kwargs).get("body")
    kinds = get_args(body) if isinstance(body, UnionType) else (body,)
    return {kind.__name__ for kind in kinds if has(kind) and kind not in vendor.requests}


def nested_models(model: Any) -> Iterator[type[Any]]:
    """A model, and those that its fields may hold."""
    yield model
    todo = [each.type for each in model_fields(model) if each.init]
    while todo:
        hint = todo.pop()
        if isinstance(hint, type) and has(hint):
            yield from nested_models(hint)
        todo += [each for each in get_args(hint) if get_origin(hint) is not Literal]


def forgotten_models(module: ModuleType) -> set[str]:
    models = [each for each in module.VENDOR.requests if has(each)]
    names = {each.__name__ for model in models for each in nested_models(model)}
    return names - set(module.__all__)


def unread_states(module: ModuleType) -> set[str]:
    """Schemas of states whose words the module does not read."""
    read = [
        {(name, word) for name, words in asdict(each).items() for word in words}
        for each in vars(module).values()
        if isinstance(each, States)
    ]
    unread = set()
    for name, meanings in module.VENDOR.spec.STATES.items():
        told = asdict(States.of(meanings)).items()
        words = {(kind, word) for kind, words in told for word in words}
        if not any(words <= each for each in read):
            unread.add(name)
    return unread


def unread_meanings(module: ModuleType) -> set[str]:
    """Meanings of states that the module does not ask for, as `counted`."""
    read = {"running": ".going_on", **dict.fromkeys(MEANINGS, ".verdicts")}
    found = {each for words in module.VENDOR.spec.STATES.values() for each in words.values()}
    code = getsource(module)
    return {each for each in found if read.get(each, f".{each}") not in code}


def texts_in(code: str) -> set[str]:
    """All texts that stand in code."""
    nodes = (node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant))
    return {value for value in nodes if isinstance(value, str)}


def words_of(module: ModuleType) -> set[str]:
    """The words of a vendor's models, and of its kinds of runs."""
    models = Path(str(import_module(f"{module.VENDOR.name}_client.models").__file__)).parent
    codes = (path.read_text("utf-8") for path in models.glob("*.py"))
    return set(module.VENDOR.kinds).union(*map(texts_in, codes))


def compared_words(code: str) -> set[str]:
    """Texts with which code compares, or that it makes the state of a snapshot."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        parts: list[ast.expr] = []
        if isinstance(node, ast.Compare):
            parts = node.comparators
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("Snapshot", "RunResult"):
            parts = node.args[1:2]
        found |= {text for each in parts for text in texts_in(ast.unparse(each))}
    return found


def test_each_spec_has_a_package_and_a_module() -> None:
    specs = set(SPECS)

    assert packages() == specs, "run `make generate`"
    missing = [f"overlays/testruns/{name}.py" for name in sorted(specs - set(vendor_names()))]
    assert not missing, f"add {', '.join(missing)}"
    assert set(vendor_names()) <= specs


def test_each_package_is_in_the_wheel_and_checked_as_generated() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    wheel = project["hatch"]["build"]["targets"]["wheel"]["packages"]
    lenient = [name for each in project["mypy"]["overrides"] for name in each["module"]]

    for name in sorted(packages()):
        assert f"generated/{name}_client" in wheel, (
            "pyproject.toml: [tool.hatch.build.targets.wheel]"
        )
        assert f"{name}_client.*" in lenient, "pyproject.toml: [[tool.mypy.overrides]]"


def test_each_operation_is_used_or_left_out_with_a_reason(module: Any) -> None:
    unused = unused_operations(module)
    assert not unused, (
        f"{home(module.VENDOR)}: nothing uses {', '.join(sorted(unused))}; "
        "use it, or give the reason in VENDOR.left_out"
    )
    stray = set(module.VENDOR.left_out) - set(module.VENDOR.spec.OPERATIONS)
    assert not stray, f"{home(module.VENDOR)}: VENDOR.left_out has {stray}, which the spec lacks"
    assert all(module.VENDOR.left_out.values())


def test_who_can_cancel_does(module: Any) -> None:
    canceling = set(module.VENDOR.spec.MOVES)
    assert not canceling or module.VENDOR.stop, (
        f"{home(module.VENDOR)}: the spec moves runs by {', '.join(sorted(canceling))}; "
        "make VENDOR a Canceling with a `stop`, and export cancel and cancel_async"
    )


def test_the_start_is_given_each_parameter(module: Any) -> None:
    forgotten = forgotten_parameters(module.VENDOR)
    assert not forgotten, (
        f"{home(module.VENDOR)}: the start is not given {', '.join(sorted(forgotten))}; "
        "put it into the call that VENDOR.start makes"
    )


def test_each_kind_of_request_can_be_started(module: Any) -> None:
    forgotten = forgotten_requests(module.VENDOR)
    assert not forgotten, (
        f"{home(module.VENDOR)}: {', '.join(sorted(forgotten))} starts runs as well; "
        "add it to VENDOR.requests, and to the types of VENDOR and of its start"
    )


def test_what_a_request_is_made_of_is_exported(module: Any) -> None:
    forgotten = forgotten_models(module)
    assert not forgotten, (
        f"{home(module.VENDOR)}: requests hold {', '.join(sorted(forgotten))}; "
        "import it and add it to __all__"
    )


def test_each_state_has_a_meaning_that_is_read(module: Any) -> None:
    assert not (unread := unread_states(module)), (
        f"{home(module.VENDOR)}: the words of {', '.join(sorted(unread))} are not read; "
        "read them by States.of(spec.STATES[…])"
    )
    assert not (unread := unread_meanings(module)), (
        f"{home(module.VENDOR)}: the spec has states that are {', '.join(sorted(unread))}; "
        "judge them where a look reads a state"
    )


def test_words_that_code_compares_with_are_words_of_the_spec(module: Any) -> None:
    odd = compared_words(getsource(module)) - words_of(module)
    assert not odd, f"{home(module.VENDOR)}: the spec has no {', '.join(sorted(odd))}"


def test_a_list_takes_the_parameters_of_its_operation(module: Any) -> None:
    for listing in (each for each in vars(module).values() if isinstance(each, Listing)):
        parameters = set(signature(listing.arguments).parameters)
        assert {listing.cursor, *listing.defaults} <= parameters, (
            f"{home(module.VENDOR)}: the list has no parameter "
            f"{', '.join({listing.cursor, *listing.defaults} - parameters)}"
        )


# That each check can fail.


def test_a_meaning_that_is_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = import_module("testruns.testclix")
    monkeypatch.setitem(module.VENDOR.spec.STATES["StatusWord"], "done", "counted")

    assert unread_meanings(module) == {"counted"}
    assert unread_states(module) == {"StatusWord"}


def test_an_operation_that_is_forgotten_is_found() -> None:
    module: Any = ModuleType("testruns.qualigate")
    vars(module).update(vars(import_module("testruns.qualigate")), get_results=None)
    module.VENDOR = evolve(module.VENDOR, left_out={})

    assert unused_operations(module) == {"get_ci_config", "get_results"}


def test_a_kind_of_request_that_is_forgotten_is_found() -> None:
    vendor = import_module("testruns.qualigate").VENDOR

    assert forgotten_requests(evolve(vendor, requests=vendor.requests[:2])) == {"ProjectRunRequest"}


def test_a_parameter_that_is_forgotten_is_found() -> None:
    vendor = import_module("testruns.checkly").VENDOR

    assert forgotten_parameters(evolve(vendor, credentials=())) == {"x_checkly_account"}


def test_a_model_that_is_forgotten_is_found() -> None:
    module = ModuleType("testruns.checkly")
    vars(module).update(vars(import_module("testruns.checkly")), __all__=["SessionRequest"])

    found = forgotten_models(module)

    assert {"Target", "SecretEnvironmentVariable", "SingleRetryStrategy"} <= found
    assert "SessionRequest" not in found


def test_states_that_are_forgotten_are_found() -> None:
    module = ModuleType("testruns.qualigate")
    vars(module).update(vars(import_module("testruns.qualigate")), RUN=None)

    assert unread_states(module) == {"RunState"}


def test_words_that_code_compares_with_are_found() -> None:
    code = 'a == "one"; a in ("two", UNSET); "message" in a; Snapshot(ref, "three"); b("four")'

    assert compared_words(code) == {"one", "two", "three"}
