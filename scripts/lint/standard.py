"""The rules of OpenAPI and of JSON Schema."""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import chain
from typing import Any

import jsonschema_rs
from specmock.openapi import DocumentError, Pointer, pointer_of

from .model import (
    ADDRESSES,
    BODILESS,
    COMPOSITION,
    FITS,
    FORMAT_TYPES,
    FORMATS,
    FREE_FIELDS,
    HTTP_SCHEMES,
    IN_PLACE,
    LIMITS,
    MEDIA_TYPE,
    MODEL,
    NOWHERE,
    OTHER_VERSIONS,
    PARTNERS,
    SECTIONS,
    TYPES,
)
from .places import Place, Problem, Spec, did_you_mean, mapping, rule, words


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
        yield pointer, f"{error.reason}: fix it, or add what it names"
    else:
        steps = pointer_of(place.node["$ref"])
        if steps[:2] != ("components", section) or len(steps) != 3:
            yield pointer, f"the generator follows references to components/{section}/… only"
    for key in place.node:
        beside_schema = place.expects == "schema" and key.startswith("x-")
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


@rule("document")
def servers(_: Spec, place: Place) -> Iterator[Problem]:
    if not place.items("servers"):
        yield place.at("servers"), "no servers: name the address that clients send to"


@rule("server")
def server_address(_: Spec, place: Place) -> Iterator[Problem]:
    url = str(place.node.get("url"))
    if url.endswith("/"):
        yield place.at("url"), "a server ends with a slash, and paths begin with one: remove it"
    if not url.startswith("https://"):
        yield place.at("url"), "a server is not https: a key would be sent in the open"
    if "?" in url or "#" in url:
        yield place.at("url"), "an address of a server has no query and no fragment"
    if NOWHERE.match(url):
        yield place.at("url"), "a server that nobody else can reach: name the vendor's address"
    known = place.entries("variables")
    for name in re.findall(r"{([^{}]*)}", url):
        if name not in known:
            yield place.at("url"), f"the variable `{name}` of a server is not declared"
    for name in known:
        if f"{{{name}}}" not in url:
            yield place.at("variables", name), f"the variable `{name}` does not stand in {url}"


@rule("contact", "license", "externalDocs")
def addresses(_: Spec, place: Place) -> Iterator[Problem]:
    for field, shape in ADDRESSES.items():
        value = place.node.get(field)
        if isinstance(value, str) and not shape.fullmatch(value):
            yield place.at(field), f"`{value}` is no {field} as clients read it: write it whole"


@rule("paths")
def path_addresses(_: Spec, place: Place) -> Iterator[Problem]:
    for path in place.node:
        if len(path) > 1 and path.endswith("/"):
            yield place.at(path), f"{path} ends with a slash, and is another path without it"
        if "?" in path or "#" in path:
            yield place.at(path), f"{path} holds a query or a fragment: write it as parameters"
        if "//" in path or "{}" in path:
            yield place.at(path), f"{path} has an empty segment or parameter: name it"


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


@rule("responses")
def no_body_where_none_is_sent(_: Spec, place: Place) -> Iterator[Problem]:
    for status in BODILESS & set(place.node):
        if "content" in mapping(place.node[status]):
            yield place.at(status, "content"), f"an answer {status} has no body (RFC 9110)"


@rule("body", "response", "parameter", "header")
def media_type(_: Spec, place: Place) -> Iterator[Problem]:
    for name in place.entries("content"):
        if not MEDIA_TYPE.fullmatch(name):
            yield place.at("content", name), f"`{name}` is no media type: write type/subtype"


@rule("securityScheme")
def http_scheme(_: Spec, place: Place) -> Iterator[Problem]:
    scheme = str(place.node.get("scheme")).lower()
    if "scheme" in place.node and place.node.get("type") == "http" and scheme not in HTTP_SCHEMES:
        hint = did_you_mean(scheme, HTTP_SCHEMES) or "clients know none of this name"
        yield place.at("scheme"), f"unknown scheme `{place.node.get('scheme')}`: {hint}"


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
def keywords_fit_the_type(_: Spec, place: Place) -> Iterator[Problem]:
    types = {word for word in words(place.node.get("type")) if word in TYPES} - {"null"}
    if not types:
        return
    for kinds, keywords in FITS.items():
        for key in keywords.split():
            if key in place.node and not types & set(kinds.split()):
                what = " or ".join(sorted(types))
                yield place.at(key), f"`{key}` means nothing for type {what}: remove one"
    known = FORMAT_TYPES.get(str(place.node.get("format")), "string")
    if place.node.get("format") in FORMATS and not types & set(known.split()):
        what = " or ".join(sorted(types))
        yield place.at("format"), f"format `{place.node['format']}` means nothing for type {what}"


@rule("schema")
def keywords_that_belong_together(_: Spec, place: Place) -> Iterator[Problem]:
    for key, others in PARTNERS.items():
        if key in place.node and not set(others) & set(place.node):
            yield place.at(key), f"`{key}` means nothing without `{'` or `'.join(others)}`"
    if place.node.get("readOnly") is True and place.node.get("writeOnly") is True:
        yield place.at("writeOnly"), "readOnly and writeOnly: it stands in no message at all"


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
