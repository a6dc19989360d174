"""Run all rules on one document."""

import re
from collections.abc import Iterator
from typing import Any, Final

import jsonschema_rs
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator
from specmock.openapi import PARSER, Document, Pointer, plain_value

from . import naming, provenance, standard, texts  # noqa: F401 - importing them registers their rules
from .places import RULES, Finding, Problem, Spec, deepest, first_line

METASCHEMA: Final = jsonschema_rs.Draft202012Validator(
    {"$ref": "https://json-schema.org/draft/2020-12/schema"}, validate_formats=True, offline=True
)
YAML_TYPES: Final = dict(
    zip((str, int, float, bool, type(None)), ("str", "int", "float", "bool", "null"), strict=True)
)


def unquoted(document: Document) -> Iterator[tuple[int, str]]:
    """Find the scalars that readers of YAML 1.1 and 1.2 take for different things."""
    resolver: Any = yaml.resolver.Resolver()
    for event in yaml.parse(document.text, Loader=PARSER):
        if isinstance(event, yaml.ScalarEvent) and event.style in (None, "") and event.tag is None:
            old = resolver.resolve(yaml.ScalarNode, event.value, (True, False)).rpartition(":")[2]
            new = YAML_TYPES[type(plain_value(event.value))]
            if old != new or re.fullmatch(r"[-+]?0[0-7]+", event.value):
                mark: Any = event.start_mark
                yield mark.line + 1, event.value


def second_opinion(spec: Spec) -> Iterator[Problem]:
    """Check against the schemas of OpenAPI and of JSON Schema."""
    for error in OpenAPIV31SpecValidator.schema_validator.iter_errors(spec.document.root):
        if error.schema_path and error.schema_path[-1] != "unevaluatedProperties":  # unknown_field
            yield tuple(error.absolute_path), first_line(error.message)
    for place in spec.places:
        if place.kind == "schema" and place.parent and place.parent.kind != "schema":
            for breach in METASCHEMA.iter_errors(place.node):
                furthest = deepest(breach)
                yield place.at(*furthest.instance_path), first_line(furthest.message)


def lint(document: Document) -> list[Finding]:
    """Run all rules on a document; findings sorted by line."""
    spec = Spec(document)

    def found(pointer: Pointer, message: str) -> Finding:
        where = ".".join(map(str, pointer)) or "document"
        return Finding(document.path, document.line(pointer), message, where)

    problems = {
        problem
        for place in spec.places
        for check in RULES[place.kind]
        for problem in check(spec, place)
    }
    findings = {found(*problem) for problem in problems}
    advice = "quote it: readers of YAML 1.1 take it for something else"
    findings.update(Finding(document.path, line, advice, text) for line, text in unquoted(document))
    lines = {finding.line for finding in findings}
    lines.update(document.line(pointer[:-1]) for pointer, _ in problems)
    others = {found(*problem) for problem in second_opinion(spec)}
    findings.update(other for other in others if other.line not in lines)
    if not findings:  # its findings have no place, and it stumbles over what was found above
        errors = OpenAPIV31SpecValidator(document.root).iter_errors()
        findings.update(found((), first_line(error.message)) for error in errors)
    return sorted(findings)


def marks(document: Document) -> Iterator[str]:
    """Find the nodes that a tool added and nobody has described yet."""
    for place in Spec(document).places:
        if "x-undescribed" in place.node:
            where = ".".join(map(str, place.pointer))
            yield f"{document.path}:{document.line(place.at('x-undescribed'))}: {where}"
