"""Lint OpenAPI documents: the rules of OpenAPI 3.1, and those of specs/README.md."""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any, Final, TypeAlias

import jsonschema_rs
import yaml
from attrs import frozen
from openapi_spec_validator import OpenAPIV31SpecValidator
from specmock._document import (
    PARSER,
    Document,
    DocumentError,
    Pointer,
    load,
    plain_value,
    pointer_of,
    reference_to,
)

SPECS: Final = Path(__file__).parents[1] / "specs"

# The objects of OpenAPI 3.1 and their fields, each with the kind of object that it holds:
# one (`kind`), a list of them (`[]kind`) or a map by name (`{}kind`). `*` is any field.
MODEL: Final = {
    kind: dict((field.partition(":")[::2]) for field in fields.split())
    for kind, fields in {
        "document": "openapi info:info jsonSchemaDialect servers:[]server paths:paths security"
        " webhooks:{}path components:components tags:[]tag externalDocs:externalDocs",
        "info": "title summary description termsOfService version contact:contact license:license",
        "contact": "name url email",
        "license": "name identifier url",
        "server": "url description variables:{}variable",
        "variable": "enum default description",
        "tag": "name description externalDocs:externalDocs",
        "externalDocs": "description url",
        "components": "schemas:{}schema responses:{}response parameters:{}parameter"
        " examples:{}example requestBodies:{}body headers:{}header links:{}link"
        " securitySchemes:{}securityScheme callbacks:{}callback pathItems:{}path",
        "paths": "*:path",
        "callback": "*:path",
        "path": "summary description servers:[]server parameters:[]parameter get:operation"
        " put:operation post:operation delete:operation options:operation head:operation"
        " patch:operation trace:operation",
        "operation": "tags summary description operationId deprecated security"
        " requestBody:body parameters:[]parameter responses:responses callbacks:{}callback"
        " servers:[]server externalDocs:externalDocs",
        "parameter": "name in description required deprecated allowEmptyValue allowReserved style"
        " explode example schema:schema examples:{}example content:{}media",
        "header": "description required deprecated style explode example schema:schema"
        " examples:{}example content:{}media",
        "body": "description required content:{}media",
        "responses": "*:response",
        "response": "description headers:{}header content:{}media links:{}link",
        "media": "example schema:schema examples:{}example encoding:{}encoding",
        "encoding": "contentType style explode allowReserved headers:{}header",
        "example": "summary description value externalValue",
        "link": "operationRef operationId parameters requestBody description server:server",
        "securityScheme": "type description name in scheme bearerFormat openIdConnectUrl"
        " flows:flows",
        "flows": "implicit:flow password:flow clientCredentials:flow authorizationCode:flow",
        "flow": "authorizationUrl tokenUrl refreshUrl scopes",
        "schema": "$comment type enum"
        " const title description default deprecated readOnly writeOnly example examples format"
        " multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern"
        " minItems maxItems uniqueItems minContains maxContains minProperties maxProperties"
        " required dependentRequired contentEncoding contentMediaType contentSchema:schema"
        " allOf:[]schema anyOf:[]schema oneOf:[]schema prefixItems:[]schema not:schema if:schema"
        " then:schema else:schema items:schema contains:schema propertyNames:schema"
        " additionalProperties:schema unevaluatedProperties:schema unevaluatedItems:schema"
        " properties:{}schema patternProperties:{}schema dependentSchemas:{}schema"
        " discriminator:discriminator xml:xml externalDocs:externalDocs",
        "discriminator": "propertyName mapping",
        "xml": "name namespace prefix attribute wrapped",
    }.items()
}
FREE_FIELDS: Final = {
    "paths": re.compile(r"/.*"),
    "responses": re.compile(r"[1-5](\d\d|XX)|default"),
    "callback": re.compile(r".+"),
}
SECTIONS: Final = {kind[2:]: section for section, kind in MODEL["components"].items()}

# What other versions of OpenAPI have, or the generator does not read, and what to write instead.
OTHER_VERSIONS: Final = {
    (kind, field): advice
    for kind, fields, advice in (
        ("schema", "nullable", 'is OpenAPI 3.0: write type: [..., "null"]'),
        ("schema", "definitions", "is older JSON Schema: use components/schemas"),
        ("schema", "dependencies", "is older JSON Schema: use dependentRequired"),
        ("schema", "additionalItems", "is older JSON Schema: use items beside prefixItems"),
        ("schema", "id", "is older JSON Schema: leave it out"),
        ("schema", "$defs", "is not read by the generator: use components/schemas"),
        ("schema", "$schema $vocabulary", "is not read by the generator: leave it out"),
        (
            "schema",
            "$id $anchor $dynamicAnchor $dynamicRef",
            "is not read by the generator: use $ref",
        ),
        ("document", "swagger", "is OpenAPI 2: write openapi: 3.1.0"),
        ("document", "host basePath schemes", "is OpenAPI 2: use servers"),
        ("document", "definitions parameters responses", "is OpenAPI 2: use components"),
        ("document", "securityDefinitions", "is OpenAPI 2: use components/securitySchemes"),
        ("document", "consumes produces", "is OpenAPI 2: name the media type under content"),
        ("operation", "consumes produces", "is OpenAPI 2: name the media type under content"),
        ("operation", "schemes", "is OpenAPI 2: use servers"),
        ("parameter", "type format items enum default", "is OpenAPI 2: put it into the schema"),
        ("parameter", "collectionFormat", "is OpenAPI 2: use style and explode"),
        ("response", "schema examples", "is OpenAPI 2: use content"),
        ("document", "$self", "is OpenAPI 3.2: leave it out"),
        ("path", "query additionalOperations", "is OpenAPI 3.2: leave it out"),
        ("components", "mediaTypes", "is OpenAPI 3.2: leave it out"),
        ("tag", "kind parent summary", "is OpenAPI 3.2: leave it out"),
        ("server", "name", "is OpenAPI 3.2: leave it out"),
        ("response", "summary", "is OpenAPI 3.2: use description"),
        ("media", "itemSchema prefixEncoding itemEncoding", "is OpenAPI 3.2: use schema"),
        ("example", "dataValue serializedValue", "is OpenAPI 3.2: use value"),
        ("discriminator", "defaultMapping", "is OpenAPI 3.2: leave it out"),
        ("securityScheme", "deprecated oauth2MetadataUrl", "is OpenAPI 3.2: leave it out"),
    )
    for field in fields.split()
}

TYPES: Final = ("null", "boolean", "object", "array", "number", "integer", "string")
FORMATS: Final = (
    *("date-time", "date", "time", "duration", "uuid", "regex", "byte", "binary", "password"),
    *("uri", "uri-reference", "uri-template", "iri", "iri-reference", "json-pointer"),
    *("email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "relative-json-pointer"),
    *("int32", "int64", "float", "double"),
)
LIMITS: Final = (
    *((f"min{what}", f"max{what}") for what in ("imum", "Length", "Items", "Properties")),
    ("minContains", "maxContains"),
    ("exclusiveMinimum", "exclusiveMaximum"),
    ("exclusiveMinimum", "maximum"),
    ("minimum", "exclusiveMaximum"),
)
COMPOSITION: Final = ("allOf", "anyOf", "oneOf")
IN_PLACE: Final = (*COMPOSITION, "not", "if", "then", "else", "dependentSchemas")

METASCHEMA: Final = jsonschema_rs.Draft202012Validator(
    {"$ref": "https://json-schema.org/draft/2020-12/schema"}, validate_formats=True, offline=True
)
YAML_TYPES: Final = dict(
    zip((str, int, float, bool, type(None)), ("str", "int", "float", "bool", "null"), strict=True)
)

# Names that the generated code uses for itself.
TAKEN_BY_MODELS: Final = ("d", "cls", "src_dict", "to_dict", "additional_properties")
TAKEN_BY_CALLS: Final = ("headers", "params", "kwargs")

WORD: Final = {"type": "string", "minLength": 1}
COUNT: Final = {"type": "integer", "minimum": 1}
PAGE: Final = {"type": "string", "format": "uri", "pattern": "^https://[^/]"}


def page_or(mapping: dict[str, Any]) -> dict[str, Any]:
    """Return the shape of a page or a mapping; of `if`, since `anyOf` says less of what is wrong."""
    closed = {"properties": mapping, "minProperties": 1, "additionalProperties": False}
    return {"if": {"type": "object"}, "then": closed, "else": PAGE}


SOURCE_OF_ANSWER: Final = page_or({"page": PAGE, "inferred": WORD})
SOURCE: Final = page_or(
    {
        "page": PAGE,
        "inferred": WORD,
        "responses": {"type": "object", "additionalProperties": SOURCE_OF_ANSWER},
    }
)


@frozen
class Extension:
    """What an extension looks like, and on which kinds of object it may stand."""

    meaning: str
    shape: dict[str, Any]
    kinds: tuple[str, ...] = tuple(MODEL)

    @property
    def validator(self) -> jsonschema_rs.Validator:
        """What checks the shape."""
        return jsonschema_rs.Draft202012Validator(self.shape, validate_formats=True, offline=True)


def object_of(required: str = "", **properties: Any) -> dict[str, Any]:
    """Return the shape of a mapping that has these properties and no others."""
    return {
        "type": "object",
        "required": required.split(),
        "properties": {name.replace("_", "-"): shape for name, shape in properties.items()},
        "additionalProperties": False,
    }


EXTENSIONS: Final = {
    "x-source": Extension("an https address, or a mapping of page, inferred and responses", SOURCE),
    "x-lifecycle": Extension(
        "a mapping of start, next and terminal, with idle and moves where they apply",
        object_of(
            "start next terminal",
            start=WORD,
            next={"type": "object", "additionalProperties": WORD},
            terminal={"type": "object", "additionalProperties": WORD, "minProperties": 1},
            idle={"type": "array", "items": WORD},
            moves={"type": "object", "additionalProperties": WORD},
        ),
        ("schema",),
    ),
    "x-rate-limit": Extension(
        "a mapping of limit, window, scope and retry-after",
        object_of(
            "limit window scope",
            limit=COUNT,
            window=COUNT,
            scope={"type": "array", "items": WORD, "minItems": 1},
            retry_after={"type": "string", "pattern": r"^\$response\."},
            x_source=SOURCE_OF_ANSWER,
        ),
        ("document", "operation"),
    ),
    "x-exactly-one-of": Extension(
        "a list of two or more query parameters",
        {"type": "array", "items": WORD, "minItems": 2, "uniqueItems": True},
        ("operation",),
    ),
    "x-aggregate": Extension("a mapping", {"type": "object"}, ("operation",)),
    "x-mock": Extension("a mapping", {"type": "object"}, ("document",)),
}


@frozen(order=True)
class Finding:
    """Something to mend, where it is and what to do."""

    path: Path
    line: int
    message: str
    where: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message} ({self.where})"


@frozen(eq=False)
class Place:
    """An object of the document, and the field of another object that holds it."""

    kind: str
    pointer: Pointer
    node: dict[str, Any]
    field: str = ""
    parent: "Place | None" = None
    expects: str = ""  # of a reference: what it must lead to

    @property
    def is_named_schema(self) -> bool:
        """Whether it stands directly under components/schemas."""
        return self.field == "schemas" and self.kind == "schema"

    def at(self, *steps: str | int) -> Pointer:
        """Return the pointer to something in it."""
        return (*self.pointer, *steps)

    def entries(self, field: str) -> dict[str, Any]:
        """Return a field that holds a mapping; an empty one if it does not."""
        return mapping(self.node.get(field))

    def items(self, field: str) -> list[Any]:
        """Return a field that holds a list; an empty one if it does not."""
        return sequence(self.node.get(field))

    def composed_into(self) -> "Place":
        """Return the outermost schema that this one is a part of by allOf, anyOf and the like."""
        place = self
        while place.parent and place.parent.kind == "schema" and place.field in IN_PLACE:
            place = place.parent
        return place


Problem: TypeAlias = tuple[Pointer, str]
Rule: TypeAlias = Callable[["Spec", Place], Iterator[Problem]]
RULES: Final[defaultdict[str, list[Rule]]] = defaultdict(list)


def rule(*kinds: str) -> Callable[[Rule], Rule]:
    """Register a rule for the places of some kinds."""

    def register(function: Rule) -> Rule:
        for kind in kinds:
            RULES[kind].append(function)
        return function

    return register


@frozen(eq=False, slots=False)
class Spec:
    """A document as the rules see it: its places, and what is looked up often."""

    document: Document

    @cached_property
    def places(self) -> list[Place]:
        return list(walk(self.document.root, "document"))

    @cached_property
    def operations(self) -> dict[str, Place]:
        places = [place for place in self.places if place.kind == "operation"]
        return {str(place.node.get("operationId")): place for place in reversed(places)}

    @cached_property
    def by_pointer(self) -> dict[Pointer, Place]:
        return {place.pointer: place for place in self.places}

    @cached_property
    def children(self) -> defaultdict[Place | None, list[Place]]:
        children: defaultdict[Place | None, list[Place]] = defaultdict(list)
        for place in self.places:
            children[place.parent].append(place)
        return children

    @cached_property
    def _registry(self) -> jsonschema_rs.Registry:
        draft = jsonschema_rs.Draft202012
        return jsonschema_rs.Registry([("urn:spec", self.document.root)], draft=draft)

    def resolved(self, node: Any) -> dict[str, Any]:
        """Return the object that a node stands for; an empty one if it leads nowhere."""
        try:
            return mapping(self.document.resolve(node))
        except DocumentError:
            return {}

    def where(self, pointer: Pointer) -> Pointer:
        """Return the place of what a pointer leads to, with its references followed."""
        node = self.document.at(pointer)
        if self.resolved(node):
            while isinstance(reference := mapping(node).get("$ref"), str):
                pointer = pointer_of(reference)
                node = self.document.at(pointer)
        return pointer

    def parameters(self, operation: Place) -> list[tuple[Pointer, dict[str, Any]]]:
        """Return the parameters of an operation's path and of its own."""
        places = [operation.parent, operation] if operation.parent else [operation]
        return [
            (place.at("parameters", index), parameter)
            for place in places
            for index, node in enumerate(place.items("parameters"))
            if (parameter := self.resolved(node))
        ]

    def property_names(self, node: Any, through: tuple[str, ...] = COMPOSITION) -> set[str]:
        """Return the names of a schema's properties and of those composed into it."""
        names: set[str] = set()
        seen: list[int] = []
        waiting = [self.resolved(node)]
        while waiting:
            schema = waiting.pop()
            if id(schema) not in seen:
                seen.append(id(schema))
                names.update(mapping(schema.get("properties")))
                parts = chain.from_iterable(sequence(schema.get(word)) for word in through)
                waiting.extend(self.resolved(part) for part in parts)
        return names

    def tells_branch(self, place: Place) -> bool:
        """Whether a property is a required constant."""
        schema = self.resolved(place.node)
        is_constant = "const" in schema or len(sequence(schema.get("enum"))) == 1
        is_required = place.parent and place.pointer[-1] in place.parent.items("required")
        return bool(is_constant and is_required and place.field == "properties")

    def breaches(self, schema: Pointer, value: Pointer) -> Iterator[Problem]:
        """Yield where and how a value breaks a schema."""
        reference = {"$ref": "urn:spec" + reference_to(schema)}
        try:
            validator = jsonschema_rs.Draft202012Validator(
                reference, registry=self._registry, validate_formats=True, offline=True
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
            return  # a broken schema is a finding of its own
        for error in validator.iter_errors(self.document.at(value)):
            error = deepest(error)
            yield (*value, *error.instance_path), first_line(error.message)


def walk(
    node: Any, kind: str, pointer: Pointer = (), field: str = "", parent: Place | None = None
) -> Iterator[Place]:
    """Yield the objects in and under a node; a reference is one, and is not followed."""
    if kind.startswith("[]"):
        for index, item in enumerate(sequence(node)):
            yield from walk(item, kind[2:], (*pointer, index), field, parent)
    elif kind.startswith("{}"):
        for name, item in mapping(node).items():
            yield from walk(item, kind[2:], (*pointer, name), field, parent)
    elif kind in SECTIONS and isinstance(mapping(node).get("$ref"), str):
        yield Place("reference", pointer, node, field, parent, expects=kind)
    elif isinstance(node, dict):
        place = Place(kind, pointer, node, field, parent)
        yield place
        fields = MODEL[kind]
        for key, item in node.items():
            free = "" if key.startswith("x-") else fields.get("*", "")
            if held := fields.get(key, free):
                yield from walk(item, held, (*pointer, key), key, place)


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def words(value: Any) -> list[str]:
    """Return the strings of a value that may be one or a list of them."""
    values = value if isinstance(value, list) else [value]
    return [word for word in values if isinstance(word, str)]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"did you mean `{near[0]}`?" if near else ""


def snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|\W", "_", name).lower()


def first_line(message: str) -> str:
    line = message.partition("\n")[0]
    return line if len(line) <= 160 else f"{line[:157]}..."


def deepest(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Return the error inside a choice that came furthest, which is the branch that was meant."""
    branches = getattr(error.kind, "context", [])
    inner = [deepest(nested) for branch in branches for nested in branch]
    furthest = max(inner, key=lambda nested: len(nested.instance_path), default=error)
    return furthest if len(furthest.instance_path) > len(error.instance_path) else error


# OpenAPI itself.


@rule("document")
def version(_: Spec, place: Place) -> Iterator[Problem]:
    if place.node.get("openapi") != "3.1.0":
        yield place.at("openapi"), "another OpenAPI version: write openapi: 3.1.0"


@rule(*MODEL)
def unknown_field(_: Spec, place: Place) -> Iterator[Problem]:
    fields = MODEL[place.kind]
    free = FREE_FIELDS.get(place.kind)
    for key in place.node:
        if key in fields or key.startswith("x-") or (free and free.fullmatch(key)):
            continue
        if advice := OTHER_VERSIONS.get((place.kind, key)):
            yield place.at(key), f"`{key}` {advice}"
        else:
            hint = did_you_mean(key, fields) or f"a {place.kind} has none"
            yield place.at(key), f"unknown field `{key}`: {hint}"


@rule("reference")
def reference(spec: Spec, place: Place) -> Iterator[Problem]:
    pointer = place.at("$ref")
    section = SECTIONS[place.expects]
    try:
        spec.document.resolve(place.node)
    except DocumentError as error:
        yield pointer, f"{error.reason}: mend it, or add what it names"
    else:
        steps = pointer_of(place.node["$ref"])
        if steps[:2] != ("components", section) or len(steps) != 3:
            yield pointer, f"the generator follows references to components/{section}/… only"
    for key in place.node:
        beside_schema = place.expects == "schema" and (key == "description" or key.startswith("x-"))
        if key != "$ref" and not beside_schema:
            yield place.at(key), f"`{key}` beside $ref is ignored: move it to the target"


@rule("document")
def unused_component(spec: Spec, place: Place) -> Iterator[Problem]:
    users: defaultdict[Pointer, set[Pointer]] = defaultdict(set)
    for user in spec.places:
        component = user.pointer[:3] if user.pointer[:1] == ("components",) else ()
        targets = []
        if user.kind == "reference":
            targets = [user.node["$ref"]]
        elif user.kind == "discriminator":
            targets = words(list(user.entries("mapping").values()))
        users[component].update(pointer_of(target) for target in targets if target[:2] == "#/")
        if user.kind in ("document", "operation"):
            for name in chain.from_iterable(map(mapping, user.items("security"))):
                users[()].add(("components", "securitySchemes", name))
    used: set[Pointer] = set()
    waiting = list(users[()])
    while waiting:
        component = waiting.pop()[:3]
        if component not in used:
            used.add(component)
            waiting.extend(users[component])
    for section in SECTIONS.values():
        for name in mapping(place.entries("components").get(section)):
            pointer = ("components", section, name)
            if pointer not in used:
                yield pointer, f"`{name}` is used by nothing: use it, or remove it"


@rule("operation")
def operation_parameters(spec: Spec, place: Place) -> Iterator[Problem]:
    seen: set[tuple[Any, Any]] = set()
    for pointer, parameter in spec.parameters(place):
        name, location = str(parameter.get("name")), str(parameter.get("in"))
        if (name, location) in seen:
            yield pointer, f"duplicate parameter `{name}` in {location}: remove one"
        seen.add((name, location))
    if place.pointer[0] != "paths":
        return
    path = str(place.pointer[1])
    templated = re.findall(r"{([^{}]+)}", path)
    for name in templated:
        if (name, "path") not in seen:
            yield place.pointer, f"path parameter `{name}` is not declared: add it to parameters"
    for pointer, parameter in spec.parameters(place):
        if parameter.get("in") == "path" and parameter.get("name") not in templated:
            yield pointer, f"path parameter `{parameter.get('name')}` does not stand in {path}"


@rule("parameter")
def path_parameter_is_required(_: Spec, place: Place) -> Iterator[Problem]:
    if place.node.get("in") == "path" and place.node.get("required") is not True:
        yield place.pointer, "a path parameter is required: write required: true"


@rule("operation")
def duplicate_operation_id(spec: Spec, place: Place) -> Iterator[Problem]:
    first = spec.operations.get(str(place.node.get("operationId")), place)
    if first is not place:
        line = spec.document.line(first.at("operationId"))
        name = place.node["operationId"]
        yield place.at("operationId"), f"duplicate operationId `{name}`, first on line {line}"


@rule("response")
def response_is_described(_: Spec, place: Place) -> Iterator[Problem]:
    if "description" not in place.node:
        yield place.pointer, "a response needs a description"


@rule("document", "operation")
def security_scheme(spec: Spec, place: Place) -> Iterator[Problem]:
    schemes = mapping(mapping(spec.document.root.get("components")).get("securitySchemes"))
    for index, requirement in enumerate(place.items("security")):
        for name in mapping(requirement):
            if name not in schemes:
                pointer = place.at("security", index, name)
                yield pointer, f"undefined security scheme `{name}`: add it to the components"


@rule("link")
def link(spec: Spec, place: Place) -> Iterator[Problem]:
    name = place.node.get("operationId")
    if not isinstance(name, str):
        yield place.pointer, "a link needs the operationId that it leads to"
    elif name not in spec.operations:
        yield place.at("operationId"), f"the link leads to an unknown operation `{name}`"
    else:
        known = [parameter.get("name") for _, parameter in spec.parameters(spec.operations[name])]
        for key in place.entries("parameters"):
            if re.sub(r"^(path|query|header|cookie)\.", "", key) not in known:
                yield place.at("parameters", key), f"`{name}` has no parameter `{key}`"


# JSON Schema.


@rule("schema")
def vocabulary(_: Spec, place: Place) -> Iterator[Problem]:
    for field, known in (("type", TYPES), ("format", FORMATS)):
        for word in words(place.node.get(field)):
            if word not in known:
                hint = did_you_mean(word, known) or "tools would ignore it"
                yield place.at(field), f"unknown {field} `{word}`: {hint}"


@rule("schema")
def array_has_items(_: Spec, place: Place) -> Iterator[Problem]:
    if "array" in words(place.node.get("type")) and not {"items", "prefixItems"} & set(place.node):
        yield place.pointer, "an array needs items"


@rule("schema")
def enum(_: Spec, place: Place) -> Iterator[Problem]:
    if "enum" not in place.node:
        return
    members = place.items("enum")
    pointer = place.at("enum")
    types = [word for word in words(place.node.get("type")) if word in TYPES]
    if not members:
        yield pointer, "an empty enum admits nothing: list its members"
    for index, member in enumerate(members):
        if any(type(member) is type(other) and member == other for other in members[:index]):
            yield (*pointer, index), f"duplicate enum member `{member}`"
        if member is None:
            yield (*pointer, index), 'null in an enum: write anyOf of it and {type: "null"}'
        elif types and not jsonschema_rs.is_valid({"type": types}, member):
            yield (*pointer, index), f"enum member `{member}` is not of type {' or '.join(types)}"
    if "null" in types and None not in members:
        yield pointer, 'the enum refuses the null of its type: write anyOf of it and {type: "null"}'


@rule("schema")
def null_without_type(_: Spec, place: Place) -> Iterator[Problem]:
    if place.node.keys() & {"type", "enum", "not", "if", *COMPOSITION}:
        return
    for key in ("default", "const", "example"):
        if place.node.get(key, ...) is None:
            yield place.at(key), 'null allowed without a type: write type: [..., "null"]'


@rule("schema")
def required(spec: Spec, place: Place) -> Iterator[Problem]:
    names = spec.property_names(place.node)
    part: Place | None = place
    while part and part.parent and part.parent.kind == "schema" and part.field in IN_PLACE:
        if part.field in ("not", "if"):
            return  # a condition may well name what is absent
        part = part.parent
        names |= spec.property_names(part.node, through=("allOf",))
    for index, name in enumerate(place.items("required")):
        if isinstance(name, str) and name not in names:
            yield place.at("required", index), f"required `{name}` names no property"


@rule("schema")
def limits(_: Spec, place: Place) -> Iterator[Problem]:
    for key in ("exclusiveMinimum", "exclusiveMaximum"):
        if isinstance(place.node.get(key), bool):
            yield place.at(key), f"a boolean `{key}` is OpenAPI 3.0: write the limit itself"
    for lower, upper in LIMITS:
        low, high = place.node.get(lower), place.node.get(upper)
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            yield place.at(lower), f"`{lower}` {low} is above `{upper}` {high}"


@rule("schema")
def default(spec: Spec, place: Place) -> Iterator[Problem]:
    if "default" in place.node:
        pointer = place.at("default")
        for where, breach in spec.breaches(place.pointer, pointer):
            yield where, f"the default breaks its schema: {breach}"
        if not place.is_named_schema:
            yield pointer, "the client would send this default: put it into a component"


@rule("parameter", "header", "media", "schema")
def example(spec: Spec, place: Place) -> Iterator[Problem]:
    schema = place.pointer if place.kind == "schema" else place.at("schema")
    values = [place.at("example")] if "example" in place.node else []
    if place.kind == "schema":
        values += [place.at("examples", i) for i in range(len(place.items("examples")))]
    for name in place.entries("examples") if place.kind != "schema" else ():
        pointer = spec.where(place.at("examples", name))
        if "value" in mapping(spec.document.at(pointer)):
            values.append((*pointer, "value"))
    if place.kind == "schema" or "schema" in place.node:
        for value in values:
            for where, breach in spec.breaches(schema, value):
                yield where, f"the example breaks its schema: {breach}"


# The generator and pytest.


@rule("schema")
def component_name(spec: Spec, place: Place) -> Iterator[Problem]:
    if not place.is_named_schema:
        return
    name = str(place.pointer[-1])
    if name.startswith("Test") or snake_case(name).endswith("_test"):
        yield place.pointer, f"pytest would collect `{name}`: choose another name"
    if name == "Client":
        yield place.pointer, "`Client` hides the generated client: choose another name"
    for key in spec.property_names(place.node):
        if snake_case(key) == snake_case(name):
            yield place.pointer, f"`{name}` has a property of its own name: rename it"
    if "title" in place.node:
        yield place.at("title"), "a title renames the class: remove it"


@rule("schema")
def property_name(_: Spec, place: Place) -> Iterator[Problem]:
    for name in place.entries("properties"):
        if snake_case(name) in TAKEN_BY_MODELS:
            yield place.at("properties", name), f"`{name}` breaks the generated model: rename it"


@rule("parameter")
def parameter_name(_: Spec, place: Place) -> Iterator[Problem]:
    name = place.node.get("name")
    if isinstance(name, str) and snake_case(name) in TAKEN_BY_CALLS:
        yield place.at("name"), f"a parameter `{name}` breaks the generated function"
    if "content" in place.node:
        yield place.at("content"), "the generator drops such a parameter: use schema"


@rule("parameter")
def header_is_string(spec: Spec, place: Place) -> Iterator[Problem]:
    if place.node.get("in") == "header":
        schema = spec.resolved(place.node.get("schema"))
        unsent = {"format", "enum", "const", *COMPOSITION} & schema.keys()
        if schema.get("type") != "string" or unsent:
            yield place.at("schema"), "a header is sent as a string: write type: string, no format"


@rule("operation")
def operation(_: Spec, place: Place) -> Iterator[Problem]:
    name = place.node.get("operationId")
    pointer = place.at("operationId")
    if not isinstance(name, str):
        yield place.pointer, "an operation needs an operationId: it names the function"
    elif not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        yield pointer, f"the operationId `{name}` is not snake_case: write {snake_case(name)}"
    elif name.startswith("test_") or name.endswith("_test"):
        yield pointer, f"pytest would collect `{name}`: choose another name"
    if len(place.items("tags")) != 1:
        yield place.at("tags"), "an operation needs exactly one tag: it names the package"
    if "security" not in place.node:
        yield place.pointer, "an operation needs its own security: the generator reads no other"
    if "x-source" not in place.node:
        yield place.pointer, "an operation needs an x-source"


@rule("responses")
def default_response(_: Spec, place: Place) -> Iterator[Problem]:
    if "default" in place.node:
        yield place.at("default"), "list the statuses instead of a default response"


@rule("schema")
def unnamed(_: Spec, place: Place) -> Iterator[Problem]:
    types = words(place.node.get("type"))
    what = "enum" if len(place.items("enum")) > 1 else ""
    what = "object" if "properties" in place.node or "object" in types else what
    if what and not place.composed_into().is_named_schema:
        yield place.pointer, f"name this {what}: move it to components/schemas and refer to it"


@rule("response")
def closed_enum(spec: Spec, place: Place) -> Iterator[Problem]:
    """Find what a response may hold and no word that the vendor adds later can be.

    A required constant in a branch is none of it: that tells the branch from the others.
    """
    waiting = [
        (schema, schema.pointer, False, False)
        for media in spec.children[place]
        for schema in spec.children[media]
        if media.field == "content" and schema.field == "schema"
    ]
    seen: set[tuple[Place, bool, bool]] = set()
    while waiting:
        schema, shown, is_open, is_branch = waiting.pop()
        if schema.kind == "reference":
            target = spec.by_pointer.get(spec.where(schema.pointer))
            if target and target.kind == "schema":
                waiting.append((target, shown, is_open, is_branch))
            continue
        if (schema, is_open, is_branch) in seen:
            continue
        seen.add((schema, is_open, is_branch))
        if not is_open and schema.node.keys() & {"enum", "const"}:
            yield shown, "a closed enum in a response: write anyOf of it and {type: string}"
        admits_any = any(is_any_string(spec.resolved(part)) for part in schema.items("anyOf"))
        for child in spec.children[schema]:
            if child.field in ("not", "if") or (is_branch and spec.tells_branch(child)):
                continue
            opens = (child.field == "anyOf" and admits_any) or (
                child.field in COMPOSITION and is_open
            )
            branches = child.field in ("anyOf", "oneOf") or (child.field == "allOf" and is_branch)
            waiting.append((child, child.pointer, opens, branches))


def is_any_string(schema: dict[str, Any]) -> bool:
    constraints = {key for key in schema if key != "description" and not key.startswith("x-")}
    return constraints == {"type"} and "string" in words(schema["type"])


# Sources, examples and the other extensions.


@rule("media")
def named_example(_: Spec, place: Place) -> Iterator[Problem]:
    holder = place.parent.kind if place.parent else ""
    if holder in ("response", "body") and not place.entries("examples"):
        what = "a response" if holder == "response" else "a request body"
        yield place.pointer, f"{what} needs a named example: add it to examples"


@rule("parameter")
def parameter_example(spec: Spec, place: Place) -> Iterator[Problem]:
    shown = place.node.keys() | spec.resolved(place.node.get("schema")).keys()
    if place.node.get("required") is True and not shown & {"example", "examples"}:
        yield place.pointer, "a required parameter needs an example"


@rule(*MODEL, "reference")
def extension(_: Spec, place: Place) -> Iterator[Problem]:
    kind = place.expects or place.kind
    for name, value in place.node.items():
        pointer = place.at(name)
        if not name.startswith("x-"):
            continue
        if name not in EXTENSIONS:
            known = ", ".join(EXTENSIONS)
            yield pointer, f"unknown extension `{name}`; described in specs/README.md are: {known}"
        elif kind not in EXTENSIONS[name].kinds:
            yield pointer, f"`{name}` does not stand on a {kind}; see specs/README.md"
        else:
            for error in EXTENSIONS[name].validator.iter_errors(value):
                reason = f"`{name}` is {EXTENSIONS[name].meaning}: {first_line(error.message)}"
                yield (*pointer, *error.instance_path), reason


@rule(*MODEL, "reference")
def source_of_answers(_: Spec, place: Place) -> Iterator[Problem]:
    answers = mapping(mapping(place.node.get("x-source")).get("responses"))
    for status in answers:
        if status not in place.entries("responses"):
            pointer = place.at("x-source", "responses", status)
            yield pointer, f"x-source speaks of a response `{status}` that is not here"


@rule("operation")
def exactly_one_of(spec: Spec, place: Place) -> Iterator[Problem]:
    known = [node.get("name") for _, node in spec.parameters(place) if node.get("in") == "query"]
    for index, name in enumerate(place.items("x-exactly-one-of")):
        if name not in known:
            yield place.at("x-exactly-one-of", index), f"there is no query parameter `{name}`"


@rule("schema")
def lifecycle(spec: Spec, place: Place) -> Iterator[Problem]:
    cycle = place.entries("x-lifecycle")
    if not EXTENSIONS["x-lifecycle"].validator.is_valid(cycle):
        return
    follows, terminal, moves = cycle["next"], cycle["terminal"], cycle.get("moves", {})
    begins = [
        *((("next", state), state) for state in follows),
        *((("next", state), after) for state, after in follows.items()),
        (("start",), cycle["start"]),
        *((("moves", name), state) for name, state in moves.items()),
    ]
    rests = [
        *((("terminal", state), state) for state in terminal),
        *((("idle", index), state) for index, state in enumerate(cycle.get("idle", []))),
    ]
    members = place.items("enum")
    for steps, state in begins + rests:
        if state not in members:
            yield place.at("x-lifecycle", *steps), f"the state `{state}` is no member of the enum"
    for index, member in enumerate(members):
        if member not in (state for _, state in begins + rests):
            yield place.at("enum", index), f"x-lifecycle does not say what `{member}` is"
    for state in follows.keys() & terminal.keys():
        yield place.at("x-lifecycle", "next", state), f"nothing follows `{state}`: it is terminal"
    for _, state in begins:
        path = [state]
        while path[-1] in follows and path[-1] not in path[:-1]:
            path.append(follows[path[-1]])
        if path[-1] not in terminal:
            steps = next(steps for steps, last in begins if last == path[-1])
            yield place.at("x-lifecycle", *steps), f"`{path[-1]}` leads to no terminal state"
    for name in moves.keys() - spec.operations.keys():
        yield place.at("x-lifecycle", "moves", name), f"there is no operation `{name}`"


def unquoted(document: Document) -> Iterator[tuple[int, str]]:
    """Yield the scalars that readers of YAML 1.1 and 1.2 take for different things."""
    resolver: Any = yaml.resolver.Resolver()
    for event in yaml.parse(document.text, Loader=PARSER):
        if isinstance(event, yaml.ScalarEvent) and event.style in (None, "") and event.tag is None:
            old = resolver.resolve(yaml.ScalarNode, event.value, (True, False)).rpartition(":")[2]
            new = YAML_TYPES[type(plain_value(event.value))]
            if old != new or re.fullmatch(r"[-+]?0[0-7]+", event.value):
                mark: Any = event.start_mark
                yield mark.line + 1, event.value


def second_opinion(spec: Spec) -> Iterator[Problem]:
    """Yield what the schemas of OpenAPI and of JSON Schema say."""
    for error in OpenAPIV31SpecValidator.schema_validator.iter_errors(spec.document.root):
        if error.schema_path and error.schema_path[-1] != "unevaluatedProperties":  # unknown_field
            yield tuple(error.absolute_path), first_line(error.message)
    for place in spec.places:
        if place.kind == "schema" and place.parent and place.parent.kind != "schema":
            for breach in METASCHEMA.iter_errors(place.node):
                furthest = deepest(breach)
                yield place.at(*furthest.instance_path), first_line(furthest.message)


def lint(document: Document) -> list[Finding]:
    """Return all findings in a document, sorted by line."""
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


def main(arguments: list[str]) -> int:
    """Print the findings of the files, or of all specs; return the exit code."""
    paths = [Path(argument) for argument in arguments] or sorted(SPECS.glob("*.yaml"))
    findings = []
    for path in paths:
        shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        try:
            findings += lint(load(shown))
        except DocumentError as error:
            findings.append(Finding(error.path, error.line, error.reason, "document"))
        except OSError as error:
            findings.append(Finding(shown, 1, f"cannot be read: {error.strerror}", "file"))
    for finding in sorted(findings):
        print(finding)
    if not findings:
        print(f"{len(paths)} specs, nothing to mend.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
