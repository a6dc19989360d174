"""Edits that add a request body, or an answer with its body, schema and examples."""

import copy
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from pages.facts import EVERY, Place

from . import examples, properties
from .names import nouns
from .schemas import MARK, Builder, camel, made_up
from .spec_editor import PersonNeeded, SpecEditor

_JSON = "application/json"
_MADE_UP = {"inferred": "made up; the page has no sample"}


def add_request(editor: SpecEditor, operation: str) -> None:
    """Add the body of a request."""
    content = content_of(editor, Place(operation, "body"), operation)
    if content is None:
        raise PersonNeeded("the page does not show the body")
    body = {"required": True, MARK: True, "content": content}
    editor.add(editor.operation(operation), "requestBody", body, before="responses")


def add_answer(editor: SpecEditor, place: Place) -> None:
    """Add an answer to its operation, or to all of the page, in the order of the statuses."""
    wanted = [place.operation]
    if place.operation == EVERY:
        wanted = [name for name, _ in editor.operations() if name in editor.page.operations]
    for name in wanted:
        pointer = (*editor.operation(name), "responses")
        if place.name in editor.at(pointer):
            continue
        answer = new_answer(editor, Place(name, "answer", place.name))
        later = [code for code in editor.at(pointer) if code > place.name]
        editor.add(pointer, place.name, answer, before=later[0] if later else "")


def new_answer(editor: SpecEditor, place: Place) -> dict[str, Any]:
    """An answer: the one that other operations have, or one with the common error's body."""
    status = place.name
    is_success = status.startswith("2")
    used = Counter(
        node["responses"][status]["$ref"]
        for _, node in editor.operations()
        if "$ref" in node.get("responses", {}).get(status, {})
    )
    if used and not is_success:
        return {"$ref": used.most_common(1)[0][0]}
    phrase = HTTPStatus(int(status)).phrase if status.isdigit() else status
    body = Place(place.operation, f"answer {status}")
    shown = {one.whole for one in editor.page.stated if one.name}
    if body not in shown and (shared := Place(EVERY, body.where)) in shown:
        body = shared
    answer: dict[str, Any] = {"description": f"{phrase}.", MARK: True}
    content = content_of(editor, body, place.operation)
    if content is None and not is_success:
        content = _common_error(editor)
    if content is not None:
        answer["content"] = content
    if is_success:
        return answer
    name = camel(phrase)
    if not editor.has(("components", "responses", name)):
        editor.add_component("responses", name, answer)
    return {"$ref": f"#/components/responses/{name}"}


def content_of(editor: SpecEditor, body: Place, operation: str) -> dict[str, Any] | None:
    """Media type, schema and examples of a body, as far as the page tells them."""
    document, sites = editor.page.document, editor.page.sites.get(body)
    builder = editor.builder(Place(operation, body.where))
    noun = camel(next(reversed(nouns(operation.partition(" ")[2])), "")) or "Vendor"
    name = f"{noun}{'Request' if body.where == 'body' else 'Answer'}"
    builder.owner = builder.owner or noun
    media = _JSON
    if document is not None and sites:
        pointer = sites[0]
        schema = builder.from_node(document, document.at(pointer), name)
        if "content" in pointer:
            media = str(pointer[pointer.index("content") + 1])
    elif any(one.name and one.whole == body for one in editor.page.stated):
        fields = list(_fields(editor, body))
        if (error := _same_error(editor, body, fields)) is not None:
            return error
        schema = _object(editor, builder, fields, name)
        if body.where == "body":
            media = str(next(iter(editor.page.value(body, "media") or ()), _JSON))
    else:
        return None
    editor.add_components(builder)
    editor.guesses += builder.guesses
    schema = {key: value for key, value in schema.items() if key != MARK}
    shown = {}
    for index, value in enumerate(editor.page.samples.get(body, [])):
        label = "documented" if index == 0 else f"documented-{index + 1}"
        shown[label] = {"value": examples.completed(copy.deepcopy(value), schema, editor.root)}
    if not shown:
        shown["documented"] = {"x-source": _MADE_UP, "value": made_up(schema, editor.root)}
        editor.guesses.append(f"{operation} {body.where}: its example is made up")
    return {media: {"schema": schema, "examples": shown}}


def _fields(editor: SpecEditor, body: Place) -> Iterator[Place]:
    """Fields of a body that are not nested."""
    for one in editor.page.stated:
        if one.name and one.whole == body and "." not in one.name and "?" not in one.name:
            yield one


def _object(editor: SpecEditor, builder: Builder, fields: list[Place], name: str) -> dict[str, Any]:
    inner = {one.name: properties.schema_of(editor, builder, one) for one in fields}
    required = [one.name for one in fields if editor.page.value(one, "required") is True]
    schema: dict[str, Any] = {"type": "object"}
    if required:
        schema["required"] = required
    if inner:
        schema["properties"] = inner
    return builder.named(name, schema)


def _same_error(editor: SpecEditor, body: Place, fields: list[Place]) -> dict[str, Any] | None:
    """Content of the common error with the page's sample, where that has no other fields."""
    if body.where.startswith(("body", "answer 2")) or not (error := _common_error(editor)):
        return None
    content = next(iter(error.values()))
    of = editor.document.resolve(content["schema"])
    known = {
        name
        for part in [of, *of.get("allOf", [])]
        for name in editor.document.resolve(part).get("properties", {})
    }
    if {one.name for one in fields} - known:
        return None
    for value in editor.page.samples.get(body, [])[:1]:
        content["examples"] = {"documented": {"value": copy.deepcopy(value)}}
    return error


def _common_error(editor: SpecEditor) -> dict[str, Any] | None:
    """Content of the error that most answers of the spec have."""
    used: Counter[tuple[str, str]] = Counter()
    for _, node in editor.operations():
        for status, answer in node.get("responses", {}).items():
            contents = editor.document.resolve(answer).get("content", {})
            for media, content in contents.items() if not status.startswith("2") else ():
                if reference := content.get("schema", {}).get("$ref", ""):
                    used[reference, media] += 1
    if not used:
        return None
    (reference, media), _ = used.most_common(1)[0]
    schema = {"$ref": reference}
    example = {"x-source": _MADE_UP, "value": made_up(schema, editor.root)}
    return {media: {"schema": schema, "examples": {"documented": example}}}
