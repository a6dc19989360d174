"""The docstrings of a generated package tell what its spec says and its code does not check."""

import json
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from inspect import cleandoc
from textwrap import dedent
from typing import Any

import checkly_client
import httpx
import pytest
import specmock
from attrs import frozen
from checkly_client.api.sessions import list_sessions
from lint.model import MARK
from lint.places import walk
from spec_edits import operations
from specs import SPECS

DOCUMENTS = {name: specmock.load(path) for name, path in SPECS.items()}
# How each keyword is told; `low` and `high` of one thing may be told as a range.
TOLD = {
    "minimum": r"(at least {0}|{0} to [0-9.]+)",
    "maximum": r"(at most {0}|[0-9.]+ to {0})",
    "minLength": r"(at least {0} character|{0} to \d+ characters)",
    "maxLength": r"(at most {0} character|\d+ to {0} characters)",
    "minItems": r"(at least {0} item|{0} to \d+ items)",
    "maxItems": r"(at most {0} item|\d+ to {0} items)",
    "pattern": r"matches {0}",
    "default": r"default {0}",
}
ENDS = {"counted": "see the counters"}


@frozen
class Told:
    """A fact of a spec, and the place in the docstrings where it has to stand."""

    vendor: str
    module: str
    name: str  # of a parameter or an attribute; empty for the docstring as a whole
    fact: str
    pattern: str
    schema: int = 0

    def __str__(self) -> str:
        return f"{self.vendor} {self.module.rpartition('.')[2]} {self.name}: {self.fact}"


def bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def facts(document: specmock.Document, schema: Any) -> Iterator[tuple[str, str, int]]:
    """The facts of a value, of its items and of its alternatives; not those of classes."""
    schema = document.resolve(schema)
    if not isinstance(schema, dict) or "properties" in schema:
        return
    for keyword, told in TOLD.items():
        if keyword in schema:
            value = schema[keyword]
            shown = value if keyword == "pattern" else json.dumps(value)
            yield f"{keyword} {shown}", told.format(re.escape(shown)), id(schema)
    cycle = schema.get("x-lifecycle", {"terminal": {}})
    for word in schema.get("enum", ()):
        shown = json.dumps(word)
        if end := cycle["terminal"].get(word):
            shown += f" (ended: {ENDS.get(end, end)})"
        elif len(cycle) > 1:
            shown += " (never ran)" if word in cycle.get("idle", ()) else " (not ended)"
        yield f"word {word}", re.escape(shown), id(schema)
    for part in (schema.get("items"), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from facts(document, part)


def properties(document: specmock.Document, schema: Any) -> dict[str, Any]:
    """The properties of a class, with those that it is composed of."""
    schema = document.resolve(schema)
    found: dict[str, Any] = {}
    for part in schema.get("allOf", ()):
        found |= properties(document, part)
    found.update(schema.get("properties", {}))
    return found


def table(vendor: str, document: specmock.Document) -> Iterator[Told]:
    """Yield each fact of a spec that a docstring has to tell."""
    root = document.root
    package = import_module(f"{vendor}_client.spec")
    modules = {bare(name): module for name, module in package.OPERATIONS.items()}
    for (_, path, method), operation in operations(root):
        module = modules[bare(operation["operationId"])]
        for fact, pattern in operation_facts(document, str(path), str(method), operation):
            yield Told(vendor, module, "", fact, pattern)
        for node in operation.get("parameters", ()):
            parameter = document.resolve(node)
            for fact, pattern, schema in facts(document, parameter["schema"]):
                yield Told(vendor, module, parameter["name"], fact, pattern, schema)
    for name, schema in root["components"]["schemas"].items():
        for key, value in properties(document, schema).items():
            for fact, pattern, node in facts(document, value):
                yield Told(vendor, f"models.{name}", key, fact, pattern, node)


def operation_facts(
    document: specmock.Document, path: str, method: str, operation: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    root = document.root
    yield "address", re.escape(f"{method.upper()} {path}")
    for requirement in operation["security"]:
        for name in requirement:
            scheme = root["components"]["securitySchemes"][name]
            header = "Authorization: Bearer" if scheme["type"] == "http" else f"{scheme['name']}:"
            yield f"key {name}", re.escape(f"`{header} <key>`")
    if limit := operation.get("x-rate-limit", root.get("x-rate-limit")):
        yield "rate limit", f"at most {limit['limit']} requests in {limit['window']} s"
    for name in operation.get("x-exactly-one-of", ()):
        yield f"exactly one, {name}", f"exactly one of [^-]*`{name}`"
    for status, node in operation["responses"].items():
        if not status.startswith("2"):
            text = document.resolve(node)["description"]
            yield f"error {status}", rf"- {status}: {re.escape(' '.join(text.split()))}"


TABLE = [each for vendor, document in DOCUMENTS.items() for each in table(vendor, document)]


def docstrings(told: Told) -> list[str]:
    """Docstrings in which a fact has to stand: of a class, or of all functions of a module."""
    if told.module.startswith("models."):
        models = import_module(f"{told.vendor}_client.models")
        wanted = bare(told.module.removeprefix("models."))
        found = [getattr(models, name) for name in models.__all__ if bare(name) == wanted]
    else:
        module = import_module(f"{told.vendor}_client.{told.module}")
        names = ("sync", "sync_detailed", "asyncio", "asyncio_detailed")
        found = [getattr(module, name) for name in names if hasattr(module, name)]
    return [cleandoc(each.__doc__ or "") for each in found]


def own_text(docstring: str, name: str) -> str:
    """What a docstring says of one parameter or attribute, or of the whole, without line breaks."""
    head, section, below = docstring.partition(
        "Args:\n" if "\nArgs:\n" in docstring else "Attributes:\n"
    )
    if not name:
        return " ".join((head if section else docstring.partition("\nRaises:")[0]).split())
    entries = re.split(r"\n {4}(?! )", "\n" + below.split("\n\n")[0])
    texts = {bare(entry.partition(" ")[0]): entry for entry in entries}
    return " ".join(texts[bare(name)].split())


@pytest.mark.parametrize("told", TABLE, ids=str)
def test_a_fact_of_the_spec_stands_behind_the_mark_in_its_own_line(told: Told) -> None:
    texts = [own_text(each, told.name) for each in docstrings(told)]

    assert texts
    for text in texts:
        description, mark, contract = text.partition(MARK)
        assert mark, text
        assert description.strip(" ()"), text
        assert re.search(told.pattern, contract), contract


@pytest.mark.parametrize("vendor", DOCUMENTS)
def test_no_fact_of_a_value_is_left_out_of_the_table(vendor: str) -> None:
    """Each schema with a default, a limit or words that a caller can meet is in it."""
    schemas = [
        each.node for each in walk(DOCUMENTS[vendor].root, "document") if each.kind == "schema"
    ]
    wanted = {id(each) for each in schemas if each.keys() & {*TOLD, "enum"}}

    told = {each.schema for each in TABLE if each.vendor == vendor}

    assert wanted
    assert wanted <= told


@pytest.mark.parametrize("vendor", DOCUMENTS)
def test_each_parameter_and_attribute_is_described(vendor: str) -> None:
    root = DOCUMENTS[vendor].root
    names = [
        Told(vendor, f"models.{name}", key, "", "")
        for name, schema in root["components"]["schemas"].items()
        for key in properties(DOCUMENTS[vendor], schema)
    ]

    texts = {str(each): own_text(docstrings(each)[0], each.name) for each in names}

    assert texts
    assert [name for name, text in texts.items() if re.search(rf"\):\s*($|{MARK})", text)] == []


def code_of(package: Any) -> str:
    """The code in the docstring of a package."""
    lines = (package.__doc__ or "").splitlines()
    return dedent("\n".join(line for line in lines if line.startswith("    ") or not line))


@pytest.mark.parametrize(
    ("vendor", "operation", "arguments", "alone"),
    [
        ("checkly", "list_sessions", {}, 200),
        ("qualigate", "get_run", {"test_run_id": "660e8400-e29b-41d4-a716-446655440000"}, 200),
        ("testclix", "get_status", {}, 401),
    ],
)
def test_the_code_in_a_package_s_docstring_makes_a_client_that_is_let_in(
    vendor: str,
    operation: str,
    arguments: dict[str, Any],
    alone: int,
    specmock_server: Mapping[str, specmock.Endpoint],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And the one that it warns of, made of address and key alone, is not where that matters."""
    package, endpoint = import_module(f"{vendor}_client"), specmock_server[vendor]
    spec: Any = import_module(f"{vendor}_client.spec")
    call: Any = import_module(f"{vendor}_client.{spec.OPERATIONS[operation]}")
    monkeypatch.setattr(spec, "BASE_URL", endpoint.url)
    names: dict[str, Any] = {"key": endpoint.key}

    exec(code_of(package), names)  # noqa: S102 - ours, as it is committed
    plain = package.AuthenticatedClient(endpoint.url, endpoint.key)

    for client, status in ((names["client"], 200), (plain, alone)):
        with client:
            assert call.sync_detailed(client=client, **arguments).status_code == status
    assert ("would carry" in str(package.__doc__)) == (alone != 200)


def test_a_header_that_all_operations_take_can_be_given_once(
    specmock_server: Mapping[str, specmock.Endpoint],
) -> None:
    endpoint = specmock_server["checkly"]
    account = "1397c172-1938-4973-a225-5862298e571a"
    assert '`headers={"x-checkly-account": ...}`' in str(checkly_client.__doc__)

    sent: list[httpx.Request] = []
    client = checkly_client.AuthenticatedClient(
        endpoint.url,
        endpoint.key,
        headers={"x-checkly-account": account},
        httpx_args={"event_hooks": {"request": [sent.append]}},
    )
    with client:
        answer = list_sessions.sync_detailed(client=client)

    assert answer.status_code == 200
    assert [each.headers["x-checkly-account"] for each in sent] == [account]
