"""What a spec has and a vendor's module forgot, told with the file to edit."""

import ast
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import getsource, signature
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from attrs import asdict, has
from testruns._listing import Listing
from testruns._requests import model_fields
from testruns._vendor import MEANINGS, States, Vendor


def endpoints(module: ModuleType) -> dict[str, ModuleType]:
    """The generated endpoint modules that a vendor's module imports, by operation."""
    prefix = f"{module.VENDOR.name}_client.api."
    found = (each for each in vars(module).values() if isinstance(each, ModuleType))
    return {
        each.__name__.rpartition(".")[2]: each for each in found if each.__name__.startswith(prefix)
    }


def unused_operations(module: ModuleType) -> set[str]:
    used = {*endpoints(module), *imported_when_needed(module), *module.VENDOR.left_out}
    return set(module.VENDOR.spec.OPERATIONS) - used


def imported_when_needed(module: ModuleType) -> set[str]:
    """Names that functions of a module import for themselves."""
    tree = ast.parse(getsource(import_module(module.__name__)))
    functions = [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]
    imports = [node for each in functions for node in ast.walk(each)]
    return {
        name.name for node in imports if isinstance(node, ast.ImportFrom) for name in node.names
    }


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


def odd_words(module: ModuleType) -> set[str]:
    """Words that the module compares with, and the spec does not have."""
    return compared_words(getsource(module)) - words_of(module)


READERS = {"read", "need", "values", "entries"}  # of testruns._answer.Answer


def odd_fields(module: ModuleType) -> set[str]:
    """Fields that the module reads from answers, and the spec does not have."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(getsource(module))):
        if isinstance(node, ast.Call) and node.args:
            name = getattr(node.func, "attr", "")
            found |= texts_in(ast.unparse(node.args[0])) if name in READERS else set()
    return found - words_of(module)


def stray_parameters(module: ModuleType) -> set[str]:
    """Parameters that the module's lists are given, and their operations do not have."""
    return {
        name
        for each in vars(module).values()
        if isinstance(each, Listing)
        for name in {each.cursor, *each.defaults} - set(signature(each.arguments).parameters)
    }


# Each finds names, and says what is wrong with them and where to put it right.
CHECKS: dict[str, tuple[Callable[[Any], set[str]], str]] = {
    "operations": (
        unused_operations,
        "nothing uses {}; use it, or give the reason in VENDOR.left_out",
    ),
    "reasons": (
        lambda module: set(module.VENDOR.left_out) - set(module.VENDOR.spec.OPERATIONS),
        "VENDOR.left_out has {}, which the spec lacks",
    ),
    "cancelling": (
        lambda module: set() if module.VENDOR.stop else set(module.VENDOR.spec.MOVES),
        "{} ends a run; make VENDOR a Canceling with a `stop`, and export cancel, cancel_async",
    ),
    "parameters": (
        lambda module: forgotten_parameters(module.VENDOR),
        "the start is not given {}; put it into the call that VENDOR.start makes",
    ),
    "requests": (
        lambda module: forgotten_requests(module.VENDOR),
        "{} starts a run, too; add it to VENDOR.requests and to the types of VENDOR and its start",
    ),
    "models": (forgotten_models, "a request may hold {}; import it and add it to __all__"),
    "states": (
        unread_states,
        "the words of {} are not read; read them by States.of(spec.STATES[…])",
    ),
    "meanings": (
        unread_meanings,
        "the spec has states that are {}; judge them where a look reads a state",
    ),
    "words": (odd_words, "the spec has no word {}"),
    "fields": (odd_fields, "the spec has no field {}"),
    "lists": (stray_parameters, "the operation of a list has no parameter {}"),
}


def complaint(name: str, module: ModuleType) -> str:
    """What one check says of a vendor's module; empty where it finds nothing."""
    find, text = CHECKS[name]
    found = ", ".join(sorted(find(module)))
    return f"overlays/testruns/{module.VENDOR.name}.py: {text.format(found)}" if found else ""
