"""The module `spec` of a generated package: the facts of its spec that no model holds."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from specmock.openapi import METHODS, Document, load

DOCSTRING = "Facts of the spec that no model holds."

# Each constant, its type, and what it tells.
CONSTANTS = {
    "TITLE": ("str", "Name of the vendor."),
    "BASE_URL": ("str", "Address of the API; empty where the spec has none."),
    "AUTH_HEADER": ("str", "Header of the key, in the way that the spec lists first."),
    "AUTH_PREFIX": ("str", "Word before the key in that header."),
    "OPERATIONS": ("dict[str, str]", "Module of each operation, below the package."),
    "STATES": (
        "dict[str, dict[str, str]]",
        "Words of each schema of states, each `running`, `idle` or the end that it is (x-lifecycle).",
    ),
    "MOVES": ("dict[str, str]", "Operations that force a state on a run, and the state."),
    "RATE_LIMITS": (
        "dict[str, tuple[int, float]]",
        "Requests in so many seconds; of all operations together under an empty name (x-rate-limit).",
    ),
    "MINIMUM": ("dict[str, float]", "Least values of parameters, by `operation.parameter`."),
    "MAXIMUM": ("dict[str, float]", "Greatest values of parameters, by `operation.parameter`."),
}


def write_spec_module(spec: Path, package: Path) -> None:
    """Write `spec.py` into a package that was generated from a spec."""
    lines = [f'"""{DOCSTRING}"""', "", "from typing import Final", ""]
    for name, value in _facts(load(spec, strict=False), package).items():
        annotation, meaning = CONSTANTS[name]
        lines += [f"# {meaning}", f"{name}: Final[{annotation}] = {value!r}", ""]
    (package / "spec.py").write_text("\n".join(lines), "utf-8", newline="\n")


def _facts(document: Document, package: Path) -> dict[str, Any]:
    root = document.root
    schemas = root.get("components", {}).get("schemas", {})
    lifecycles = {
        name: (schema, schema["x-lifecycle"])
        for name, schema in schemas.items()
        if isinstance(schema, Mapping) and "x-lifecycle" in schema
    }
    modules = {
        path.stem: ".".join(path.relative_to(package).with_suffix("").parts)
        for path in sorted((package / "api").glob("*/*.py"))
        if path.stem != "__init__"
    }
    names = {_bare(name): name for name in modules}
    operations = dict(_operations(document, names))
    limited = {"": root} | operations
    header, prefix = next(_credentials(document, operations), ("", ""))
    return {
        "TITLE": root["info"]["title"],
        "BASE_URL": next((server["url"] for server in root.get("servers", ())), ""),
        "AUTH_HEADER": header,
        "AUTH_PREFIX": prefix,
        "OPERATIONS": modules,
        "STATES": {
            name: {word: _meaning(word, lifecycle) for word in schema["enum"]}
            for name, (schema, lifecycle) in lifecycles.items()
        },
        "MOVES": {
            names[_bare(operation)]: word
            for _, lifecycle in lifecycles.values()
            for operation, word in lifecycle.get("moves", {}).items()
        },
        "RATE_LIMITS": {
            name: (limit["limit"], limit["window"])
            for name, node in limited.items()
            if (limit := node.get("x-rate-limit"))
        },
        "MINIMUM": dict(_bounds(document, operations, "minimum")),
        "MAXIMUM": dict(_bounds(document, operations, "maximum")),
    }


def _meaning(word: str, lifecycle: Mapping[str, Any]) -> str:
    going_on = "idle" if word in lifecycle.get("idle", ()) else "running"
    return str(lifecycle["terminal"].get(word, going_on))


def _bare(name: str) -> str:
    """Letters and digits of a name, the same in the spec and in Python."""
    return re.sub(r"[\W_]", "", name).lower()


def _operations(
    document: Document, names: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in document.root.get("paths", {}).values():
        shared = document.resolve(path)
        for method in METHODS:
            if "operationId" in (node := shared.get(method, {})):
                parameters = [*shared.get("parameters", ()), *node.get("parameters", ())]
                resolved = [document.resolve(each) for each in parameters]
                yield names[_bare(node["operationId"])], {**node, "parameters": resolved}


def _credentials(
    document: Document, operations: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Ways to send a key in a header, each a header and the word before the key."""
    schemes = document.root.get("components", {}).get("securitySchemes", {})
    for node in operations.values():
        for requirement in node.get("security", document.root.get("security", ())):
            for name in requirement:
                if found := credential(document.resolve(schemes.get(name, {}))):
                    yield found


def credential(scheme: Mapping[str, Any]) -> tuple[str, str] | None:
    """Header of a key, and the word before the key; None where it goes elsewhere."""
    if scheme.get("type") == "http":
        return "Authorization", str(scheme.get("scheme")).capitalize()
    if scheme.get("type") == "apiKey" and scheme.get("in") == "header":
        return str(scheme.get("name")), ""
    return None


def _bounds(
    document: Document, operations: Mapping[str, Mapping[str, Any]], keyword: str
) -> Iterator[tuple[str, float]]:
    for name, node in operations.items():
        for parameter in node["parameters"]:
            schema = document.resolve(parameter.get("schema", {}))
            if keyword in schema:
                yield f"{name}.{parameter['name']}", schema[keyword]
