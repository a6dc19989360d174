"""What each edit of a schema means in a request and in an answer, by the values that it allows."""

from itertools import permutations
from typing import Final

import pytest
from lint.model import MODEL
from release.change import Change, Level
from release.spec_diff import spec_changes
from specmock.openapi import loads

pytestmark = pytest.mark.slow  # many cases

B, M, P = Level.BREAKING, Level.MINOR, Level.PATCH

SPEC: Final = """\
openapi: %s
info: {title: Values, version: "1"}
paths:
  /a:
    post:
      operationId: a
      %s
components:
  schemas:
    A: {type: object, properties: {p: {type: string}}}
    Cat: {type: object, required: [k], properties: {k: {const: cat}, n: {type: integer}}}
    Dog: {type: object, required: [k], properties: {k: {const: dog}, m: {type: integer}}}
    Loop: {anyOf: [{$ref: "#/components/schemas/Loop"}, {type: "null"}]}
    S: {type: string, enum: [a, b]}
    S2: {type: string, maxLength: 5}
"""
SCHEMA: Final = "{application/json: {schema: {type: object, properties: {f: %s}}}}"
REQUEST: Final = f"""requestBody: {{required: true, content: {SCHEMA}}}
      responses: {{default: {{description: Done.}}}}"""
ANSWER: Final = f"responses: {{default: {{description: Done., content: {SCHEMA}}}}}"

# The schema, what it becomes, and the levels in a request and in an answer.
EDITS: Final = {
    "anyOf null": ('{anyOf: [{type: string}, {type: "null"}]}', '{type: [string, "null"]}', P, P),
    "oneOf null": ('{oneOf: [{type: string, format: date}, {type: "null"}]}', '{type: [string, "null"], format: date}', P, P),
    "oneOf consts": ("{oneOf: [{const: a, title: A}, {const: b}]}", "{enum: [a, b]}", P, P),
    "oneOf consts typed": ("{oneOf: [{type: string, const: a, description: A}, {type: string, const: b}]}", "{type: string, enum: [a, b]}", P, P),
    "oneOf consts typed outside": ("{type: string, oneOf: [{const: a, description: A}, {const: b}]}", "{type: string, enum: [a, b]}", P, P),
    "enum to anyOf consts": ("{type: string, enum: [a, b]}", "{anyOf: [{const: a}, {const: b}]}", P, P),
    "oneOf consts more": ("{oneOf: [{const: a}, {const: b}]}", "{enum: [a, b, c]}", M, B),
    "oneOf consts fewer": ("{oneOf: [{const: a}, {const: b}]}", "{enum: [a]}", B, M),
    "null dropped": ('{anyOf: [{type: string}, {type: "null"}]}', "{type: string}", B, M),
    "limit with null": ('{type: [string, "null"]}', '{anyOf: [{type: string, maxLength: 5}, {type: "null"}]}', B, M),
    "anyOf types": ("{anyOf: [{type: string}, {type: integer}]}", "{type: [string, integer]}", P, P),
    "types to oneOf + null": ('{type: [string, integer, "null"]}', '{oneOf: [{type: string}, {type: integer}, {type: "null"}]}', P, P),
    "oneOf to anyOf disjoint": ("{oneOf: [{type: string}, {type: integer}]}", "{anyOf: [{type: string}, {type: integer}]}", P, P),
    "oneOf to anyOf tagged": ('{oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]}', '{anyOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]}', P, P),
    "oneOf to anyOf overlap": ("{oneOf: [{type: string}, {type: string, maxLength: 3}]}", "{anyOf: [{type: string}, {type: string, maxLength: 3}]}", M, B),
    "anyOf to oneOf number/integer": ("{anyOf: [{type: number}, {type: integer}]}", "{oneOf: [{type: number}, {type: integer}]}", B, M),
    "enum to const": ("{enum: [a]}", "{const: a}", P, P),
    "enum null": ('{type: [string, "null"], enum: [a, b, null]}', '{anyOf: [{type: string, enum: [a, b]}, {type: "null"}]}', P, P),
    "ref null oneOf": ('{anyOf: [{$ref: "#/components/schemas/A"}, {type: "null"}]}', '{oneOf: [{$ref: "#/components/schemas/A"}, {type: "null"}]}', P, P),
    "enum ref null to inline": ('{anyOf: [{$ref: "#/components/schemas/S"}, {type: "null"}]}', '{type: [string, "null"], enum: [a, b, null]}', B, B),
    "plain ref null to inline": ('{anyOf: [{$ref: "#/components/schemas/S2"}, {type: "null"}]}', '{type: [string, "null"], maxLength: 5}', P, P),
    "excl min integer": ("{type: integer, exclusiveMinimum: 0}", "{type: integer, minimum: 1}", P, P),
    "excl max integer": ("{type: integer, maximum: 9}", "{type: integer, exclusiveMaximum: 10}", P, P),
    "excl min number": ("{type: number, exclusiveMinimum: 0}", "{type: number, minimum: 1}", B, M),
    "excl both": ("{type: number, minimum: 0, exclusiveMinimum: 0}", "{type: number, exclusiveMinimum: 0}", P, P),
    "allOf one": ('{allOf: [{$ref: "#/components/schemas/A"}]}', '{$ref: "#/components/schemas/A"}', P, P),
    "allOf merge": ("{allOf: [{type: object, properties: {a: {type: string}}}, {type: object, properties: {b: {type: string}}}]}", "{type: object, properties: {a: {type: string}, b: {type: string}}}", P, P),
    "anyOf one": ("{anyOf: [{type: string}]}", "{type: string}", P, P),
    "oneOf one ref": ('{oneOf: [{$ref: "#/components/schemas/A"}]}', '{$ref: "#/components/schemas/A"}', P, P),
    "addl false gone": ("{type: object, additionalProperties: false}", "{type: object}", M, M),
    "items empty": ("{type: array, items: {}}", "{type: array}", P, P),
    "required empty": ("{type: object, required: []}", "{type: object}", P, P),
    "type gone": ("{type: object, properties: {a: {type: string}}}", "{properties: {a: {type: string}}}", M, B),
    "depReq more": ("{type: object, dependentRequired: {a: [b]}}", "{type: object, dependentRequired: {a: [b, c]}}", B, M),
    "depReq order": ("{type: object, dependentRequired: {a: [b, c]}}", "{type: object, dependentRequired: {a: [c, b]}}", P, P),
    "depReq gone": ("{type: object, dependentRequired: {a: [b]}}", "{type: object}", M, B),
    "patProps new": ("{type: object}", '{type: object, patternProperties: {"^x": {type: string}}}', B, M),
    "patProps changed": ('{type: object, patternProperties: {"^x": {type: string}}}', '{type: object, patternProperties: {"^x": {type: string, maxLength: 4}}}', B, M),
    "prefix more": ("{type: array, prefixItems: [{type: string}]}", "{type: array, prefixItems: [{type: string}, {type: integer}]}", B, M),
    "prefix fewer": ("{type: array, prefixItems: [{type: string}, {type: integer}]}", "{type: array, prefixItems: [{type: string}]}", M, B),
    "prefix fewer and no others": ("{type: array, prefixItems: [{type: string}, {type: integer}], items: false}", "{type: array, prefixItems: [{type: string}], items: false}", B, M),
    "prefix item": ("{type: array, prefixItems: [{type: string}]}", "{type: array, prefixItems: [{type: integer}]}", B, B),
    "not new": ("{type: string}", "{type: string, not: {const: x}}", B, M),
    "not gone": ("{type: string, not: {const: x}}", "{type: string}", M, B),
    "not doc": ("{type: string, not: {const: x, description: A}}", "{type: string, not: {const: x, description: B}}", P, P),
    "if new": ("{type: object}", "{type: object, if: {required: [a]}, then: {required: [b]}}", B, M),
    "if gone": ("{type: object, if: {required: [a]}, then: {required: [b]}}", "{type: object}", M, B),
    "if alone": ("{type: object}", "{type: object, if: {required: [a]}}", P, P),
    "then changed": ("{type: object, if: {required: [a]}, then: {required: [b]}}", "{type: object, if: {required: [a]}, then: {required: [c]}}", B, B),
    "const other": ("{const: a}", "{const: b}", B, B),
    "discr new": ('{oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]}', '{oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}], discriminator: {propertyName: k}}', M, M),
    "mapping by name": ('{oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}], discriminator: {propertyName: k, mapping: {cat: Cat}}}', '{oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}], discriminator: {propertyName: k, mapping: {cat: "#/components/schemas/Cat"}}}', P, P),
    "unique false": ("{type: array, items: {type: string}}", "{type: array, items: {type: string}, uniqueItems: false}", P, P),
    "nullable 3.1": ("{type: string}", "{type: string, nullable: true}", P, P),
    "type list": ("{type: integer}", "{type: [integer]}", P, P),
    "deprecated false": ("{type: string, deprecated: false}", "{type: string}", P, P),
    "slash name": ('{type: object, properties: {"a/b[0]": {type: string}}}', '{type: object, properties: {"a/b[0]": {type: integer}}}', B, B),
    "slash name gone": ('{type: object, properties: {"a~b/c.d[]": {type: string}}}', "{type: object, properties: {}}", B, B),
    "ref into schema": ('{$ref: "#/components/schemas/A/properties/p"}', "{type: string}", P, P),
    "number integer": ("{type: number}", "{type: [number, integer]}", P, P),
    "propNames": ('{type: object, propertyNames: {pattern: "^a"}}', '{type: object, propertyNames: {pattern: "^b"}}', B, B),
    "propNames new": ("{type: object}", '{type: object, propertyNames: {pattern: "^a"}}', B, M),
    "contains new": ("{type: array}", "{type: array, contains: {const: 1}}", B, M),
    "minContains": ("{type: array, contains: {const: 1}}", "{type: array, contains: {const: 1}, minContains: 2}", B, M),
    "minContains 1": ("{type: array, contains: {const: 1}}", "{type: array, contains: {const: 1}, minContains: 1}", P, P),
    "minContains alone": ("{type: array}", "{type: array, minContains: 2}", P, P),
    "x-ext": ("{type: string}", "{type: string, x-foo: 1}", B, B),
    "x-ext in branch": ('{anyOf: [{type: string, x-foo: 1}, {type: "null"}]}', '{type: [string, "null"]}', B, B),
    "docs in branch": ('{anyOf: [{type: string, description: A}, {type: "null"}]}', '{type: [string, "null"]}', P, P),
    "default change": ("{type: string, default: a}", "{type: string, default: b}", B, P),
    "format new": ("{type: string}", "{type: string, format: uuid}", B, M),
    "readOnly required": ("{type: object, required: [i], properties: {i: {type: string, readOnly: true}}}", "{type: object, required: [i], properties: {i: {type: string}}}", B, P),
    "limit of readOnly": ("{type: object, properties: {i: {type: string, readOnly: true}}}", "{type: object, properties: {i: {type: string, readOnly: true, maxLength: 3}}}", P, M),
    "type of writeOnly": ("{type: object, properties: {i: {type: object, writeOnly: true, properties: {j: {type: string}}}}}", "{type: object, properties: {i: {type: object, writeOnly: true, properties: {j: {type: integer}}}}}", B, P),
    "enum with null reorder": ("{enum: [a, null]}", "{enum: [null, a]}", P, P),
    "unevaluated": ("{type: object, additionalProperties: false}", "{type: object, unevaluatedProperties: false}", P, P),
    "dependentSchemas new": ("{type: object}", "{type: object, dependentSchemas: {a: {required: [b]}}}", B, M),
    "contentMediaType": ("{type: string}", "{type: string, contentMediaType: text/html}", B, M),
    "items by allOf": ("{allOf: [{items: {type: string}}, {items: {maxLength: 3}}]}", "{allOf: [{items: {maxLength: 2}}, {items: {type: string}}]}", B, M),
    "notes in allOf": ('{$ref: "#/components/schemas/A"}', '{allOf: [{$ref: "#/components/schemas/A"}, {description: Another}]}', P, P),
    "allOf of limits": ("{allOf: [{type: string, minLength: 2}, {minLength: 5}]}", "{type: string, minLength: 5}", P, P),
    "two oneOf by allOf": ("{allOf: [{oneOf: [{required: [a]}, {required: [b]}]}, {oneOf: [{required: [c]}, {required: [d]}]}]}", "{allOf: [{oneOf: [{required: [a]}, {required: [b]}]}, {oneOf: [{required: [c]}, {required: [e]}]}]}", B, B),
    "items false": ("{type: array}", "{type: array, items: false}", B, M),
    "pattern props desc": ('{type: object, patternProperties: {"^x": {type: string, description: A}}}', '{type: object, patternProperties: {"^x": {type: string, description: B}}}', P, P),
    "boolean enum": ("{type: boolean}", "{enum: [true, false]}", P, P),
    "null type enum": ('{type: "null"}', "{const: null}", P, P),
    "true for {}": ("{}", "true", P, P),
    "true for other fields": ("{type: object, additionalProperties: {}}", "{type: object, additionalProperties: true}", P, P),
    "any alternative at all": ("{anyOf: [{type: string}, {}]}", "{}", P, P),
    "alternatives of themselves": ('{anyOf: [{$ref: "#/components/schemas/Loop"}, {type: "null"}]}', '{anyOf: [{$ref: "#/components/schemas/Loop"}]}', P, P),
}  # fmt: skip
# The same, from OpenAPI 3.0 to 3.1.
NEWER: Final = {
    "nullable 30-31": ("{type: string, nullable: true}", '{type: [string, "null"]}', P, P),
    "nullable ref 30-31": ('{nullable: true, allOf: [{$ref: "#/components/schemas/A"}]}', '{anyOf: [{$ref: "#/components/schemas/A"}, {type: "null"}]}', P, P),
    "excl 30-31": ("{type: number, minimum: 0, exclusiveMinimum: true}", "{type: number, exclusiveMinimum: 0}", P, P),
    "excl false 30-31": ("{type: number, minimum: 0, exclusiveMinimum: false}", "{type: number, minimum: 0}", P, P),
    "example 30-31": ("{type: string, example: a}", "{type: string, examples: [a]}", P, P),
    "enum null 30-31": ("{type: string, nullable: true, enum: [a, null]}", '{type: [string, "null"], enum: [a, null]}', P, P),
    "nullable lost": ("{type: string, nullable: true}", "{type: string, nullable: true}", B, M),
    "enum nullable without null": ("{type: string, nullable: true, enum: [a]}", '{type: [string, "null"], enum: [a]}', P, P),
}  # fmt: skip


def changes(old: str, new: str, form: str, version: str = "3.1.0") -> list[Change]:
    before = SPEC % (version, form % old)
    return spec_changes(loads(before, "old.yaml"), loads(SPEC % ("3.1.0", form % new), "new.yaml"))


@pytest.mark.parametrize(("old", "new", "sent", "read"), EDITS.values(), ids=EDITS)
def test_an_edit_of_a_schema_is_weighed_by_its_values(
    old: str, new: str, sent: Level, read: Level
) -> None:
    found = [changes(old, new, form) for form in (REQUEST, ANSWER)]

    assert [max(each.level for each in side) for side in found] == [sent, read], found


@pytest.mark.parametrize(("old", "new", "sent", "read"), NEWER.values(), ids=NEWER)
def test_an_edit_that_comes_with_a_newer_openapi_is_weighed_by_its_values(
    old: str, new: str, sent: Level, read: Level
) -> None:
    found = [changes(old, new, form, "3.0.3") for form in (REQUEST, ANSWER)]

    assert [max(each.level for each in side) for side in found] == [sent, read], found


@pytest.mark.parametrize("name", ["anyOf null", "oneOf consts", "types to oneOf + null"])
def test_another_form_of_the_same_values_is_told_for_generated_classes(name: str) -> None:
    old, new, *_ = EDITS[name]

    told = [each for each in changes(old, new, REQUEST) if each.kind == "weighed"]

    assert ["generated classes may have another form" in each.sentence for each in told] == [True]


@pytest.mark.parametrize("keyword", MODEL["schema"])
def test_values_of_no_sense_are_told_and_no_traceback(keyword: str) -> None:
    odd = [f"{{{keyword}: {value}}}" for value in ("5", "[5]", "{a: 5}", "{a: [{}]}")]

    found = {pair: changes(*pair, REQUEST) for pair in permutations(odd, 2)}

    assert [pair for pair, told in found.items() if not told] == []
