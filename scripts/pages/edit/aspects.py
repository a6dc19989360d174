"""Edits of what a spec says of a place: type, format, limits, default, null, required, and more."""

from typing import Any, Final

from specmock.openapi import LIMIT_KEYWORDS, Pointer, pointer_of

from pages.compare import Change
from pages.facts import Place

from . import branches, enums, examples, lifecycles, properties
from .names import plain
from .schemas import camel, made_up
from .spec_editor import PersonNeeded, SpecEditor
from .splice import EditError

_OF_STRINGS: Final = ("minLength", "maxLength", "pattern", "format")
_OF_NUMBERS: Final = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
)
_FITTING: Final = {
    **dict.fromkeys(_OF_STRINGS, ("string",)),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems"), ("array",)),
    **dict.fromkeys(_OF_NUMBERS, ("integer", "number")),
}


def set_apart(editor: SpecEditor, place: Place, aspect: str, value: Any) -> None:
    """Copy the component that a place shares with others, and edit the copy."""
    for site in editor.sites(place):
        if "$ref" in editor.at(site):
            editor.copy_component(site, f"{editor.builder(place).owner}{camel(place.leaf)}")
    set_aspect(editor, place, aspect, value)


def set_aspect(editor: SpecEditor, place: Place, aspect: str, value: Any) -> None:
    match place.where:
        case "limit":
            _set_limit(editor, place, aspect, value)
        case "state":
            lifecycles.set_terminal(editor, place.name, terminal=bool(value))
        case "auth":
            editor.set((*editor.sites(place)[0], "in"), value)
        case "operation":
            editor.add(editor.operation(place.operation), aspect, value, after="tags")
        case "security":
            _set_security(editor, place, value)
        case _ if aspect == "media":
            _set_media(editor, place, value)
        case _ if not place.name:
            pointer = (*editor.operation(place.operation), "requestBody")
            editor.put(editor.document.follow(pointer), aspect, value, before="content")
        case _:
            _set_of_schema(editor, place, aspect, value)


def _set_of_schema(editor: SpecEditor, place: Place, aspect: str, value: Any) -> None:
    match aspect:
        case "nullable":
            admit_null(editor, place)
        case "required":
            _set_required(editor, place)
        case "type":
            _set_type(editor, place, str(value))
        case "enum":
            enums.set_enum(editor, place, [str(word) for word in value])
        case "deprecated" if place.is_parameter:
            for pointer in editor.parameters(place):
                editor.put(pointer, aspect, value, before="schema")
        case _:
            _set_keyword(editor, place, aspect, value)


def _set_limit(editor: SpecEditor, place: Place, aspect: str, value: Any) -> None:
    pointer = editor.sites(place)[0]
    if aspect == "scope":
        value = [*map(str, value)]
        if "operation" in editor.at(pointer)["scope"]:
            value = ["operation", *value]
    editor.set((*pointer, "limit" if aspect == "requests" else aspect), value)


def _set_security(editor: SpecEditor, place: Place, ways: Any) -> None:
    schemes = {
        plain(one.name): str(sites[0][-1])
        for one, sites in editor.facts.sites.items()
        if one.where == "auth"
    }
    if not all(plain(str(way)) in schemes for way in ways):
        raise PersonNeeded("a security scheme that the spec does not have")
    pointer = (*editor.operation(place.operation), "security")
    editor.set(pointer, [{schemes[plain(str(way))]: []} for way in ways])


def _set_media(editor: SpecEditor, place: Place, media: Any) -> None:
    pointer = editor.operation(place.operation)
    tail: Pointer = ("requestBody",) if place.where == "body" else ("responses", place.name)
    content = (*editor.document.follow((*pointer, *tail)), "content")
    there = list(editor.at(content))
    new = [one for one in media if one not in there]
    old = [one for one in there if one not in media]
    if len(new) != 1 or len(old) != 1:
        raise PersonNeeded("media types are added or removed, not replaced")
    editor.rename((*content, old[0]), new[0])


def admit_null(editor: SpecEditor, place: Place) -> None:
    for site in editor.sites(place):
        _admit_null(editor, site)


def _admit_null(editor: SpecEditor, site: Pointer) -> None:
    node = editor.at(site)
    if isinstance(node.get("type"), str) and "enum" not in node:
        editor.set((*site, "type"), [node["type"], "null"])
    elif isinstance(node.get("type"), list):
        editor.append((*site, "type"), "null")
    elif "$ref" in node:
        rest = {key: value for key, value in node.items() if key != "$ref"}
        editor.set(site, {**rest, "anyOf": [{"$ref": node["$ref"]}, {"type": "null"}]})
    elif "anyOf" in node or "oneOf" in node:
        editor.append((*site, "anyOf" if "anyOf" in node else "oneOf"), {"type": "null"})
    else:
        raise EditError("null cannot be added there")


def _refuse_null(editor: SpecEditor, site: Pointer) -> None:
    node = editor.at(site)
    if isinstance(node.get("type"), list) and "null" in node["type"]:
        rest = [one for one in node["type"] if one != "null"]
        editor.set((*site, "type"), rest[0] if len(rest) == 1 else rest)
        return
    for keyword in ("anyOf", "oneOf"):
        for index, part in enumerate(node.get(keyword, [])):
            if part.get("type") == "null":
                if len(node[keyword]) == 2 and "$ref" in node[keyword][1 - index]:
                    rest_of = {key: value for key, value in node.items() if key != keyword}
                    editor.set(site, {**node[keyword][1 - index], **rest_of})
                else:
                    editor.remove((*site, keyword, index))
                return
    if "$ref" in node:
        _refuse_null(editor, pointer_of(node["$ref"]))


def _set_required(editor: SpecEditor, place: Place) -> None:
    if not place.is_parameter:
        holders = editor.holders(place)
        if not holders:
            raise EditError("no object holds it")
        for piece in holders:
            if place.leaf not in editor.at(piece).get("required", []):
                properties.require(editor, piece, place, editor.places_of(piece))
        return
    for pointer in editor.parameters(place):
        editor.put(pointer, "required", value=True, after="in")
        node = editor.at(pointer)
        if not {"example", "examples"} & {*node}:
            value = made_up(node["schema"], editor.root)
            name = examples.name_of(editor, place.operation)
            editor.add(pointer, "examples", {name: {"value": value}})
            editor.guesses.append(f"{place}: its example is made up, {value!r}")


def _set_type(editor: SpecEditor, place: Place, kind: str) -> None:
    """Set a type in place, and drop the keywords that fit it no more; else rebuild the schema."""
    bare, depth = kind.replace("[]", ""), kind.count("[]")
    old = str(editor.facts.value(place, "type"))
    if depth and not old.endswith("[]"):
        _rebuild(editor, place)
        return
    inner = Place(place.operation, place.where, place.name + "[]" * depth)
    typed = [
        piece
        for piece in (editor.nodes(inner) if depth == old.count("[]") else ())
        if editor.at(piece).get("type", "null") not in ("null", ["null"])
    ]
    for piece in typed:
        node = editor.at(piece)
        if "properties" in node or "enum" in node or bare == "object":
            raise PersonNeeded(f"from {old} to {kind}: another shape")
        types = bare.split(" | ")
        if isinstance(node["type"], list) and "null" in node["type"]:
            types.append("null")
        editor.set((*piece, "type"), types[0] if len(types) == 1 else types)
        for keyword in (*LIMIT_KEYWORDS, "format", "pattern"):
            if keyword in editor.at(piece) and bare not in _FITTING.get(keyword, (bare,)):
                editor.remove((*piece, keyword))
    if not typed:
        _rebuild(editor, place)
    examples.fit(editor, place)


def _rebuild(editor: SpecEditor, place: Place) -> None:
    """Write the schemas of a place anew, as the page has them; a description stays."""
    for site in editor.sites(place):
        builder = editor.builder(place)
        schema = properties.schema_of(editor, builder, place)
        editor.add_components(builder, site)
        text = editor.at(site).get("description")
        editor.set(site, {**schema, "description": text} if text else schema)


def _set_keyword(editor: SpecEditor, place: Place, aspect: str, value: Any) -> None:
    """Set a keyword where it stands, else on the schema whose type it fits, that of items too."""
    new = list(value) if isinstance(value, tuple) else value
    levels = [place]
    while levels[-1].items in editor.facts.nodes:
        levels.append(levels[-1].items)
    pieces = [piece for one in levels for piece in editor.nodes(one)]
    chosen = [piece for piece in pieces if aspect in editor.at(piece)]
    if not chosen and aspect == "default":
        nodes = editor.nodes(place)
        chosen = [one for one in nodes if editor.at(one).get("const", new) == new][:1]
    elif not chosen:
        fits = _FITTING.get(aspect, ())
        chosen = [one for one in pieces if not fits or {*fits} & _types(editor.at(one))]
        if aspect in _OF_STRINGS and len(levels) > 1:
            chosen = chosen[-1:]
    chosen = _in_branches(editor, place, aspect, chosen)
    if not chosen:
        raise EditError(f"no schema of {place} has a type that {aspect} fits")
    if aspect == "format" and place.where == "header":
        raise PersonNeeded("a header is sent as a string")
    for piece in dict.fromkeys(chosen):
        after = next((one for one in ("format", "type") if one in editor.at(piece)), "")
        editor.put(piece, aspect, new, after=after)
    examples.fit(editor, place)


def _in_branches(
    editor: SpecEditor, place: Place, aspect: str, chosen: list[Pointer]
) -> list[Pointer]:
    """Keep the schemas of the branches that the page says it of; copy one that others share."""
    ours, others = branches.matching(editor, place, aspect)
    if not others:
        return chosen
    foreign = {piece for site in others for piece in branches.schemas(editor.document, site)}
    kept = []
    for site in ours:
        own = [one for one in branches.schemas(editor.document, site) if one in chosen]
        if {*own} & foreign and "$ref" in editor.at(site):
            name = f"{editor.builder(place).owner}{camel(place.leaf)}"
            editor.copy_component(site, name)
            own = [*branches.schemas(editor.document, site)][:1]
        kept += own
    return kept


def require_in_branches(editor: SpecEditor, place: Place) -> None:
    """Require a property in the branches whose counterparts on the page do."""
    ours, others = branches.matching(editor, place, "required")
    if not others:
        raise PersonNeeded("which of several fields is needed is for a person to model")
    for holder in dict.fromkeys(site[:-2] for site in ours):
        if place.leaf not in editor.at(holder).get("required", ()):
            properties.require(editor, holder, place, editor.places_of(holder))


def _types(node: dict[str, Any]) -> set[str]:
    types = node.get("type", ())
    return {types} if isinstance(types, str) else {*types}


def unset(editor: SpecEditor, change: Change) -> None:
    """Remove what the spec says of a place and its page does not."""
    place, aspect = change.known or change.place, change.aspect
    if aspect in ("type", "enum") or place.where in ("limit", "state", "security", "auth"):
        raise PersonNeeded(f"what there is instead of its {aspect} is for a person")
    if aspect == "nullable":
        for site in editor.sites(place):
            _refuse_null(editor, site)
        return
    if place.is_parameter and aspect in ("required", "deprecated"):
        having = [one for one in editor.parameters(place) if aspect in editor.at(one)]
        for pointer in having:
            editor.remove((*pointer, aspect))
        if having:
            return
    if aspect == "required":
        for piece in editor.holders(place):
            drop_required(editor, piece, place.leaf)
        return
    nodes = dict.fromkeys([*editor.nodes(place), *editor.nodes(place.items)])
    having = [one for one in nodes if aspect in editor.at(one)]
    if not having:
        raise EditError(f"no schema of {place} has {aspect}")
    for piece in having:
        editor.remove((*piece, aspect))


def drop_required(editor: SpecEditor, piece: Pointer, name: str) -> None:
    required = editor.at(piece).get("required", [])
    if name in required:
        editor.remove((*piece, "required", required.index(name)))
