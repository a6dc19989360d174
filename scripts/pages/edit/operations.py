"""Edits that add a whole operation, drafted as its siblings in the spec are written."""

import copy
import re
from typing import Any, Final

from pages.facts import EVERY, Place

from . import bodies, parameters, rate_limits
from .names import common_segments, is_plural, nouns, plain, singular
from .schemas import MARK
from .spec_editor import SpecEditor

_ACTIONS: Final = frozenset(
    [
        "cancel",
        "stop",
        "execute",
        "run",
        "trigger",
        "start",
        "retry",
        "rerun",
        "pause",
        "resume",
        "abort",
        "archive",
    ]
)
_VERBS: Final = {"DELETE": "delete", "PUT": "replace", "PATCH": "update"}
_ORDER: Final = ("header", "path", "query")


def add(editor: SpecEditor, name: str) -> None:
    """Draft an operation of the page: tag, security and limits as the nearest sibling has them."""
    method, path = name.split(" ")
    near = sorted(editor.operations(), key=lambda one: -common_segments(one[0].split(" ")[1], path))
    sibling = near[0][1] if near else {}
    tag = (sibling.get("tags") or _tags(editor, path))[0]
    operation: dict[str, Any] = {
        "operationId": operation_id(editor, method, path, tag),
        "tags": [tag],
        MARK: True,
        "x-source": editor.address,
    }
    editor.guesses.append(f"{name}: called {operation['operationId']}, with the tag {tag}")
    if (limit := Place(name, "limit")) in editor.page.stated:
        operation["x-rate-limit"] = rate_limits.new(editor, limit)
    operation["security"] = copy.deepcopy(sibling.get("security") or _security(editor))
    operation["responses"] = {}
    _put_in_its_path(editor, method, path, operation, near[0][0].split(" ")[1] if near else "")
    pointer = ("paths", path, method.lower())
    listed = [one for one in editor.page.stated if one.operation == name]
    if taken := _parameters(editor, name, listed):
        editor.add(pointer, "parameters", taken, before="responses")
    body = Place(name, "body")
    if any(one.where == "body" for one in listed) and (
        content := bodies.content_of(editor, body, name)
    ):
        needed = editor.page.value(body, "required") is not False
        request = {"required": needed, MARK: True, "content": content}
        editor.add(pointer, "requestBody", request, before="responses")
    statuses = {
        one.name
        for one in editor.page.stated
        if one.where == "answer" and one.operation in (EVERY, name) and one.name != "?"
    }
    for status in sorted(statuses or {"200"}):
        answer = bodies.new_answer(editor, Place(name, "answer", status))
        editor.add((*pointer, "responses"), status, answer)
    _add_usual_refusal(editor, name, sibling)


def _put_in_its_path(
    editor: SpecEditor, method: str, path: str, operation: dict[str, Any], after: str
) -> None:
    entry = {method.lower(): operation}
    if path in editor.root.get("paths", {}):
        editor.add(("paths", path), method.lower(), operation)
    elif editor.root.get("paths"):
        editor.add(("paths",), path, entry, after=after)
    else:
        editor.set(("paths",), {path: entry})


def _parameters(editor: SpecEditor, name: str, listed: list[Place]) -> list[dict[str, Any]]:
    """Parameters that the page lists, and those of the path that it does not."""
    found = [one for one in listed if one.is_parameter and one.name != "?"]
    named = {one.name for one in found if one.where == "path"}
    unlisted = [
        Place(name, "path", one) for one in re.findall(r"\{(\w+)\}", name) if one not in named
    ]
    ordered = sorted(found, key=lambda one: _ORDER.index(one.where))
    return [parameters.new(editor, one) for one in [*ordered, *unlisted]]


def _add_usual_refusal(editor: SpecEditor, name: str, sibling: dict[str, Any]) -> None:
    """Add the 400 that a sibling has without its page, with the same reason."""
    pointer = editor.operation(name)
    answers = editor.at((*pointer, "responses"))
    source = sibling.get("x-source", {})
    reason = source.get("responses", {}).get("400") if isinstance(source, dict) else None
    usual = sibling.get("responses", {}).get("400", {})
    if "400" in answers or not reason or not usual:
        return
    later = next((one for one in answers if one > "400"), "")
    editor.add((*pointer, "responses"), "400", copy.deepcopy(usual), before=later)
    whole = {"page": editor.address, "responses": {"400": copy.deepcopy(reason)}}
    editor.set((*pointer, "x-source"), whole)


def operation_id(editor: SpecEditor, method: str, path: str, tag: str) -> str:
    """Name an operation verb_noun, as `list_runs`; never as the specs have one already."""
    words = [plain(one) for one in nouns(path)]
    noun = words[-1] if words else "resource"
    owner = singular(words[-2] if len(words) > 1 else plain(tag))
    by_id = path.rstrip("/").endswith("}")
    verb = _VERBS.get(method, "create")
    if method == "GET":
        verb = "get" if by_id or not is_plural(noun) else "list"
    if noun in _ACTIONS and method in ("POST", "DELETE", "PUT", "PATCH"):
        of = "by_id" if len(words) == 1 and by_id else owner
        noun, verb = (of, noun) if method != "DELETE" else (f"{noun}_of_{of}", verb)
    elif method == "POST" and len(words) > 1 and not is_plural(noun):
        verb, noun = noun, owner  # …/sessions/{id}/cancel
    elif by_id or verb == "create":
        noun = singular(noun)
    whole = f"{verb}_{noun}".strip("_")
    taken = {node.get("operationId") for _, node in editor.operations()}
    if whole in taken or _is_test(whole):
        whole = f"{whole}_by_id" if "{" in path else f"{verb}_{'_'.join(words[-2:])}"
    if _is_test(whole):
        whole = f"call_{whole}_now"
    while whole in taken:
        whole += "_again"
    return whole


def _is_test(name: str) -> bool:
    """Decide if a test runner would take a function of that name for a test."""
    return name.endswith("_test") or name.startswith("test_")


def _tags(editor: SpecEditor, path: str) -> list[str]:
    tags = [one["name"] for one in editor.root.get("tags", ())]
    return tags[:1] or [*nouns(path)[:1], "api"]


def _security(editor: SpecEditor) -> list[dict[str, list[str]]]:
    return [{name: []} for name in editor.root.get("components", {}).get("securitySchemes", {})]
