"""Specs that are wrong in one place, and whether the clients that they give are found out."""

import ast
import hashlib
import importlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import openapi_python_client
import specmock
from attrs import asdict, frozen
from defects import Defect
from exchanges import Answered, replay
from generator_input import prepared
from openapi_python_client.cli import app
from spec_edits import (
    Edit,
    Root,
    edited,
    operations,
    optional,
    renamed,
    schemas,
    with_values,
    without,
)
from specmock.contract import ContractError, client_under_test
from specmock.openapi import LIMIT_KEYWORDS, Pointer

from specs import ROOT, SPECS

CACHE: Final = ROOT / ".cache" / "mutants"
OTHER: Final = {"string": "integer", "integer": "string", "number": "string", "boolean": "string"}


@frozen
class Verdict:
    """The fate of a mutant (identical, refused, killed, annotated, survived), and why."""

    fate: str
    why: str = ""
    is_annotated: bool = False  # found out by annotations, whatever traffic finds


def mutants(document: specmock.Document) -> Iterator[Edit]:
    """Make the mutants of a spec, class by class."""
    root = document.root
    for pointer, schema in schemas(root):
        yield from _of_schema(pointer, schema)
    for path in root["paths"]:
        yield renamed("names", ("paths",), path, f"{path}s")
    for pointer, operation in operations(root):
        yield from _of_operation(pointer, operation)
    for name, parameter in root["components"].get("parameters", {}).items():
        yield from _of_parameter(("components", "parameters", name), parameter)


def _of_schema(pointer: Pointer, schema: Any) -> Iterator[Edit]:
    properties = schema.get("properties", {})
    for name in properties:
        yield _property_renamed(pointer, name, f"{name}X")
        yield _property_renamed(pointer, name, name[0].swapcase() + name[1:])
        yield _property_dropped(pointer, name)
        if name in schema.get("required", ()):
            yield optional("strictness", pointer, name)
        else:
            yield edited("strictness", pointer, f"{name} becomes required", _require(name))
    if properties:
        extra = (*pointer, "properties")
        yield with_values("presence", extra, surplus={"type": "string"})
    for keyword in ("oneOf", "anyOf"):
        branches = schema.get(keyword, ())
        for index in range(len(branches)):
            yield without("presence", (*pointer, keyword), index)
        if len(branches) > 1:
            what = "order turned"
            yield edited("presence", (*pointer, keyword), what, lambda node: node.reverse())
    if "enum" in schema:
        for index in range(len(schema["enum"])):
            yield without("presence", (*pointer, "enum"), index)
        yield edited("presence", (*pointer, "enum"), "member added", lambda e: e.append("novel"))
    yield from _of_type(pointer, schema)


def _property_renamed(pointer: Pointer, old: str, new: str) -> Edit:
    def rename(schema: dict[str, Any]) -> None:
        schema["properties"] = {new if k == old else k: v for k, v in schema["properties"].items()}
        if "required" in schema:
            schema["required"] = [new if k == old else k for k in schema["required"]]

    return edited("names", pointer, f"{old} becomes {new}", rename)


def _property_dropped(pointer: Pointer, name: str) -> Edit:
    def drop(schema: dict[str, Any]) -> None:
        del schema["properties"][name]
        if "required" in schema:
            schema["required"] = [each for each in schema["required"] if each != name]

    return edited("presence", pointer, f"{name} dropped", drop)


def _require(name: str) -> Callable[[Any], object]:
    return lambda schema: schema.setdefault("required", []).append(name)


def _of_type(pointer: Pointer, schema: Any) -> Iterator[Edit]:
    kinds = schema.get("type")
    named = [kinds] if isinstance(kinds, str) else list(kinds or ())
    is_null = "null" in named
    rest = [kind for kind in named if kind != "null"]
    if is_null and rest:
        yield with_values("types", pointer, type=rest[0])
    elif rest and not {"properties", "const", "enum"} & schema.keys():
        yield with_values("types", pointer, type=[*rest, "null"])
    if rest and rest[0] in OTHER and not {"const", "enum", "format", "default"} & schema.keys():
        other = OTHER[rest[0]]
        yield with_values("types", pointer, type=[other, "null"] if is_null else other)
    if "format" in schema:
        yield without("types", pointer, "format")
    elif rest == ["string"] and not {"const", "enum", "default"} & schema.keys():
        yield with_values("types", pointer, format="date-time")
        yield with_values("types", pointer, format="uuid")
    if rest == ["array"]:
        yield with_values("types", pointer, items={"type": "boolean"})
        yield edited("types", pointer, "array becomes one item", _of_one)
    for limit in LIMIT_KEYWORDS:
        if limit in schema:
            yield without("strictness", pointer, limit)
    if "default" in schema:
        yield without("strictness", pointer, "default")
        value = schema["default"]
        yield with_values(
            "strictness", pointer, default=not value if isinstance(value, bool) else value
        )


def _of_one(schema: dict[str, Any]) -> None:
    items = schema.pop("items")
    for key in ("type", "minItems", "maxItems"):
        schema.pop(key, None)
    schema.update(items)


def _of_operation(pointer: Pointer, operation: Any) -> Iterator[Edit]:
    name = operation["operationId"]
    yield with_values("names", pointer, operationId=f"{name}_x")
    method = str(pointer[-1])
    other = "put" if method == "post" else "post"
    yield renamed("wire", pointer[:-1], method, f"{other}" if other != method else "patch")
    for status in operation["responses"]:
        yield without("presence", (*pointer, "responses"), status)
        yield renamed("wire", (*pointer, "responses"), status, f"{status[0]}99")
    yield with_values("presence", (*pointer, "responses"), **{"418": operation["responses"]["401"]})
    if "requestBody" in operation:
        yield without("presence", pointer, "requestBody")
        content = (*pointer, "requestBody", "content")
        form = "application/x-www-form-urlencoded"
        yield renamed("wire", content, "application/json", form)
        yield with_values("strictness", (*pointer, "requestBody"), required=False)
    for status, answer in operation["responses"].items():
        if "content" in answer:
            where = (*pointer, "responses", status, "content")
            yield renamed("wire", where, "application/json", "text/html")
    yield without("wire", pointer, "security")
    for index, parameter in enumerate(operation.get("parameters", ())):
        yield without("presence", (*pointer, "parameters"), index)
        if "$ref" not in parameter:
            yield from _of_parameter((*pointer, "parameters", index), parameter)
    added = {"name": "surplus", "in": "query", "schema": {"type": "string"}}
    what = "parameter surplus added"
    yield edited(
        "presence", pointer, what, lambda node: node.setdefault("parameters", []).append(added)
    )


def _of_parameter(pointer: Pointer, parameter: Any) -> Iterator[Edit]:
    name, place = parameter["name"], parameter["in"]
    if place == "path":
        yield with_values("wire", pointer, **{"in": "query"})
        return
    yield with_values("names", pointer, name=f"{name}X")
    yield with_values("names", pointer, name=name[0].swapcase() + name[1:])
    yield with_values("wire", pointer, **{"in": "query" if place == "header" else "header"})
    yield with_values("strictness", pointer, required=not parameter.get("required", False))
    if parameter["schema"].get("type") == "array":
        yield with_values("wire", pointer, explode=False)


# Judging


def built(name: str, root: Root) -> Path | str:
    """Generate the package of a document, or take the one of an earlier run; else the reason."""
    text = json.dumps(prepared(root, f"{name}_client"))
    made_by = f"{openapi_python_client.__version__} {name}"
    digest = hashlib.sha256(f"{made_by}\n{text}".encode()).hexdigest()[:20]
    folder = CACHE / f"m{digest}"
    refusal = folder.with_suffix(".refused")
    if refusal.exists():
        return refusal.read_text("utf-8")
    if folder.exists():
        return folder
    CACHE.mkdir(parents=True, exist_ok=True)
    spec = folder.with_suffix(f".{os.getpid()}.json")
    config = folder.with_suffix(f".{os.getpid()}.config.json")
    making = folder.with_suffix(f".{os.getpid()}")
    spec.write_text(text, "utf-8")
    options = {"literal_enums": True, "post_hooks": [], "package_name_override": folder.name}
    config.write_text(json.dumps(options), "utf-8")
    arguments = ["generate", "--meta=none", "--fail-on-warning", "--overwrite"]
    places = [f"--path={spec}", f"--config={config}", f"--output-path={making}"]
    try:
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            code = app([*arguments, *places], standalone_mode=False)
        for module in making.rglob("*.py"):
            ast.parse(module.read_text("utf-8"))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the generator dies of
        code = repr(error)
    for leftover in (spec, config):
        leftover.unlink()
    if code:
        shutil.rmtree(making, ignore_errors=True)
        refusal.write_text(str(code), "utf-8")
        return str(code)
    if folder.exists():  # another process was quicker
        shutil.rmtree(making)
    else:
        making.rename(folder)
    return folder


def same_behaviour(left: Path, right: Path) -> bool:
    """Tell if two packages differ in docstrings and comments at most."""
    files = [
        {path.relative_to(side): path for path in side.rglob("*.py")} for side in (left, right)
    ]
    return files[0].keys() == files[1].keys() and all(
        _bare(files[0][path]) == _bare(files[1][path]) for path in files[0]
    )


def _bare(path: Path) -> str:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
            body = node.body
            if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
                node.body = body[1:] or [ast.Pass()]
    return ast.dump(tree)


def judged(name: str, mutant: Edit, exchanges: list[Answered]) -> Verdict:
    """Judge a mutant: its client against the true spec."""
    document = specmock.load(SPECS[name])
    true, package = built(name, document.root), built(name, mutant.of(document.root))
    if isinstance(package, str):
        return Verdict("refused", package)
    if isinstance(true, Path) and same_behaviour(true, package):
        return Verdict("identical")
    return found_out(name, package, exchanges)


def judged_once(judges: str, mutant: str, judge: Callable[[], Verdict]) -> Verdict:
    """Judge a mutant, or take the verdict of an earlier run of the same judges, cut off or whole."""
    digest = hashlib.sha256(f"{judges}\n{mutant}".encode()).hexdigest()[:20]
    kept = CACHE / f"{digest}.verdict"
    if not kept.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        writing = kept.with_suffix(f".{os.getpid()}")
        writing.write_text(json.dumps(asdict(judge())), "utf-8")
        writing.replace(kept)
    return Verdict(**json.loads(kept.read_text("utf-8")))


def found_out(name: str, package: Path, exchanges: list[Answered]) -> Verdict:
    """Judge a package: is it told from the one that the true spec gives?"""
    before = set(sys.modules)  # the true package stays: other tests hold its classes
    differences: list[str] = []
    sys.path.insert(0, str(package.parent))
    importlib.invalidate_caches()
    try:
        client = client_under_test(package.name, SPECS[name], "")
        differences = client.annotation_differences()
        for exchange in exchanges:
            replay(client, exchange)
        if lost := client.model_differences():
            return Verdict("killed", lost[0], bool(differences))
    except ContractError as error:
        return Verdict("killed", str(error), bool(differences))
    except Exception as error:  # noqa: BLE001 - a package that cannot be used is found out
        return Verdict("killed", repr(error), bool(differences))
    finally:
        sys.path.remove(str(package.parent))
        for module in set(sys.modules) - before:
            if module.partition(".")[0] == package.name:
                del sys.modules[module]
    return Verdict("annotated", differences[0], True) if differences else Verdict("survived")


def judged_defect(defect: Defect, exchanges: list[Answered]) -> Verdict:
    """Judge a package with a defect, by the exchanges of its operation if it is in one alone."""
    if defect.module.startswith("api/"):
        stem = Path(defect.module).stem
        client = client_under_test(f"{defect.vendor}_client", SPECS[defect.vendor], "")
        ids = (client.operation_of(each.request).id for each in exchanges)
        exchanges = [each for each, name in zip(exchanges, ids, strict=True) if name == stem]
    with TemporaryDirectory() as folder:
        return found_out(defect.vendor, defect.package(Path(folder)), exchanges)
