"""Reader of Mintlify's pages, one operation a page: field lists after samples."""

import re
from collections.abc import Iterator
from typing import Any, Final

from attrs import Factory, define, evolve
from specmock.openapi import METHODS, DocumentError, loads

from pages.blocks import Request, Row, Sample, Text, Unread, blocks_of, credentials, see
from pages.capture import Capture
from pages.facts import EVERY, Facts, Known, LayoutError, Place, Problem, Stated
from pages.pasted_text import matches
from pages.readers.columns import list_of
from pages.spec_facts import facts_of, identifier

SECTIONS: Final = {
    "Authorizations": "auth",
    "Headers": "header",
    "Path Parameters": "path",
    "Query Parameters": "query",
    "Body": "body",
    "Response": "answer",
}
WORDS: Final = {
    "Successful": "200",
    "OK": "200",
    "Created": "201",
    "Accepted": "202",
    "No Content": "204",
}
_TYPE: Final = re.compile(
    r"(?:string|number|integer|boolean|object|array|any|file|enum|null)"
    r"(?:<[\w-]+>)?(?:\[\])*(?:\s*\|\s*\w+(?:<[\w-]+>)?(?:\[\])*)*"
)
_TYPE_LIKE: Final = re.compile(
    r"[a-z]\w*(?:<[\w-]+>)?(?:\[\])*(?:\s*\|\s*\w+(?:<[\w-]+>)?(?:\[\])*)*"
)
_MODIFIER: Final = re.compile(
    r"required|deprecated|read-only|write-only|default:.*|header|query|cookie"
)
_CONSTRAINT: Final = re.compile(
    r"(?P<kind>Required range|(?:Minimum|Maximum|Required) (?:string|array) length|Pattern"
    r"|Available options):\s*(?P<value>.*)"
)
_RANGE: Final = re.compile(r"(?:(-?[\d.]+)\s*(<=?)\s*)?x(?:\s*(<=?|>=?)\s*(-?[\d.]+))?")
_LENGTH: Final = re.compile(r"\d+(?:\s*-\s*\d+)?")
_MEDIA: Final = re.compile(r"[a-z]+/[a-z0-9.+-]+")
_SUFFIX: Final = {"string": "Length", "array": "Items"}


@define
class _Fields:
    """What a page's field lists say, as far as it is read."""

    page: Capture
    facts: Facts
    operation: str
    known: Known
    where: str = ""
    place: Place | None = None
    constrained: bool = False
    is_list: bool = False
    last: int = 0
    opened: dict[str, int] = Factory(dict)

    def problem(
        self, line: int, reason: str, where: str | None = None, *, silences: bool = True
    ) -> None:
        where = self.where if where is None else where
        operation = EVERY if where == "auth" else self.operation
        self.facts.problems.append(Problem(line, reason, operation, where, silences))


def read(page: Capture, known: Known) -> Facts:
    """Read the facts of a page; raise LayoutError for one without an operation at its head."""
    if page.fragment is not None:
        return _fragment(page)
    facts = Facts(page.path, form=page.form)
    texts: list[Text] = []
    samples: list[Sample] = []
    requests: list[Request] = []
    unread: list[Unread] = []
    for block in blocks_of(page, known):
        match block:
            case Request():
                requests.append(block)
            case Sample():
                samples.append(block)
            case Row(line=line, cells=cells):
                texts.append(Text(line, " ".join(cells)))
            case Unread():
                unread.append(block)
            case Text():
                texts.extend(_expanded(block))
    operation, rest = _title(page, texts)
    facts.state(Place(operation, "operation"), texts[0].line if texts else 1, there=True)
    line = next((text.line for text in texts if text.text in (operation.split()[0], operation)), 1)
    facts.stated[Place(operation, "operation")]["there"] = Stated(value=True, line=line)
    reader = _Fields(page, facts, operation, known)
    for block in unread:
        where = "body" if "request" in block.reason else "answer"
        reader.problem(block.line, block.reason, where)
    if not requests:
        reader.problem(line, "expected a curl request below the title", "auth")
        facts.problems.append(Problem(line, "without it the server is not known", EVERY, "server"))
    for request in requests:
        _request(reader, request)
    for text, following in zip(rest, [*rest[1:], Text(0, "")], strict=True):
        try:
            _take(reader, text, following)
        except LayoutError as error:
            reader.problem(error.line, error.reason)
    _complete(reader)
    status = next(iter(facts_status(facts, operation)), "200")
    for sample in samples:
        see(facts, Place(operation, f"answer {status}"), sample)
    if not samples and any(place.where.startswith("answer ") for place in facts.stated):
        at = requests[0].line if requests else line
        reader.problem(at, "expected a sample of the answer", "answer", silences=False)
    return facts


def facts_status(facts: Facts, operation: str) -> list[str]:
    """Statuses that a page names for an operation."""
    return [
        place.name
        for place in facts.stated
        if place.operation == operation and place.where == "answer"
    ]


def _fragment(page: Capture) -> Facts:
    fragment = page.fragment
    assert fragment is not None  # noqa: S101  the caller looks
    try:
        document = loads(fragment.text, page.path)
        found = facts_of(document, says=True)
    except DocumentError as error:
        at = fragment.line + error.line
        raise LayoutError(page.path, at, f"expected an OpenAPI fragment: {error.reason}") from error
    if not found.operations:
        raise LayoutError(page.path, fragment.line, "expected an operation in this fragment")
    facts = Facts(page.path, form="fragment", document=document, nodes=found.nodes)
    facts.sites, facts.said, facts.spelled = found.sites, found.said, found.spelled
    facts.sentences = [evolve(one, line=one.line + fragment.line) for one in found.sentences]
    facts.problems = [evolve(one, line=one.line + fragment.line) for one in found.problems]
    for place, aspects in found.stated.items():
        facts.stated[place] = {
            name: Stated(stated.value, stated.line + fragment.line)
            for name, stated in aspects.items()
        }
    operation = next(iter(found.operations))
    for line in page.lines:
        facts.say(line.text, line.number, Place(operation, "text"))
    return facts


def _expanded(text: Text) -> Iterator[Text]:
    """Yield a field that stands in one line as the lines that it usually has."""
    found = re.fullmatch(
        rf"([\w.-]+)\s+({_TYPE.pattern})((?:\s+(?:{_MODIFIER.pattern}))*)", text.text
    )
    if not found or not identifier(found[1]) or found[2] == "header":
        yield text
        return
    yield Text(text.line, found[1])
    yield Text(text.line, found[2])
    for word in re.findall(r"default:\s*\S+|\S+", found[3]):
        yield Text(text.line, word)


def _title(page: Capture, texts: list[Text]) -> tuple[str, list[Text]]:
    """Read the operation from a page's head; also the texts below it."""
    for index, text in enumerate(texts):
        method, _, path = text.text.partition(" ")
        if method.lower() not in METHODS or (path and not path.startswith("/")):
            continue
        below = texts[index + 1 :]
        while not path and len(below) >= 2 and below[0].text == "":
            below = below[1:]
        if not path and below and below[0].text.startswith("/") and len(below[0].text) > 1:
            path, below = below[0].text, below[1:]
        while len(below) >= 2 and below[0].text == "/" and below[1].text not in ("", "/"):
            path, below = f"{path}/{below[1].text}", below[2:]
        if not path:
            raise LayoutError(page.path, text.line, "expected a path below the method")
        return f"{method.upper()} {path}", below
    raise LayoutError(page.path, 1, "expected a method and a path at the head of the page")


def _request(fields: _Fields, request: Request) -> None:
    facts, operation = fields.facts, fields.operation
    method, _, path = operation.partition(" ")
    facts.state(Place(EVERY, "server", request.address.host), request.line, there=True)
    if request.method != method or not matches(path, request.address.path):
        reason = f"expected a request of {operation}, found {request.operation}"
        fields.problem(request.line, reason, "body", silences=False)
        return
    for key in re.findall(r"(?:^|&)([^=&]+)=", request.address.query):
        facts.state(Place(operation, "query", key), request.line, used=True)
    for where, name in credentials(request):
        place = Place(EVERY if where == "auth" else operation, where, name)
        facts.state(place, request.line, there=True)
    if media := next((one for one in request.headers if "content-type" in one.lower()), ""):
        kinds = (media.split(":")[1].strip(),)
        facts.state(Place(operation, "body"), request.line, media=kinds)
    if request.body:
        see(facts, Place(operation, "body"), request.body)


def _section(word: str) -> str:
    """List that a heading opens, by its title or a synonym."""
    if word in SECTIONS or not word[:1].isupper():
        return SECTIONS.get(word, "")
    if re.fullmatch(r"Authori[sz]ations|Authentication|Security", word):
        return "auth"
    where = list_of(word)
    return "" if where == "either" else where


def _take(fields: _Fields, text: Text, following: Text) -> None:
    """Take a line below the page's head."""
    word = text.text
    if word:
        fields.last = text.line
    if section := _section(word):
        fields.where, fields.place = section, None
        word = next(title for title, where in SECTIONS.items() if where == section)
        fields.opened[word], fields.is_list = text.line, False
        return
    if not fields.where:
        fields.facts.say(word, text.line, Place(fields.operation, "text"))
        return
    before_fields = fields.where.startswith("answer ") and fields.place is None
    if (fields.where == "answer" or before_fields) and _opens_answer(fields, text):
        return
    if not word:
        return
    if fields.is_list:
        fields.is_list = _options(fields, text)
        return
    if fields.where == "body" and _MEDIA.fullmatch(word):
        return
    if _lacks_type(fields):
        _type(fields, text)
    elif (
        _MODIFIER.fullmatch(word)
        and fields.place is not None
        and not _TYPE.fullmatch(following.text)
    ):
        _modify(fields, text)
    elif identifier(word) and _is_type(following.text):
        _begin(fields, text)
    elif constraint := _CONSTRAINT.fullmatch(word):
        _constrain(fields, text, constraint)
    elif _was_field(fields, word):
        fields.problem(text.line, f"expected the type of {word!r} below it")
    else:
        _sentence(fields, text)


def _was_field(fields: _Fields, word: str) -> bool:
    """Decide if a single word is the name of a field whose type is missing."""
    if not identifier(word) or _MODIFIER.fullmatch(word):
        return False
    place = Place(fields.operation, fields.where, word)
    return place in fields.known.places or re.fullmatch(r"[a-z]\w*", word) is not None


def _opens_answer(fields: _Fields, text: Text) -> bool:
    word = text.text
    status = WORDS.get(word) or (word if re.fullmatch(r"[1-5]\d\d", word) else None)
    status = status or next(
        (found[1] for found in [re.match(r"([1-5]\d\d)\b", word)] if found), None
    )
    if status:
        fields.where = f"answer {status}"
        place = Place(fields.operation, "answer", status)
        fields.facts.state(place, text.line, there=True)
        return True
    if fields.where == "answer" and word and not _MEDIA.fullmatch(word):
        fields.problem(text.line, f"expected the answer's status, found {word!r}", "answer")
    return not word or _MEDIA.fullmatch(word) is not None


def _lacks_type(fields: _Fields) -> bool:
    place = fields.place
    return place is not None and place.name != "?" and "type" not in fields.facts.stated[place]


def _is_type(text: str) -> bool:
    return _TYPE_LIKE.fullmatch(text) is not None and not _MODIFIER.fullmatch(text)


def _begin(fields: _Fields, text: Text) -> None:
    elsewhere = [
        where
        for title, where in SECTIONS.items()
        if title not in fields.opened
        and where != fields.where
        and Place(fields.operation, where, text.text) in fields.known.places
    ]
    if elsewhere:
        reason = f"expected the heading of the {elsewhere[0]} parameters above {text.text!r}"
        fields.problem(text.line, reason, silences=False)
        fields.where = elsewhere[0]
    operation = EVERY if fields.where == "auth" else fields.operation
    name = text.text.lower() if fields.where in ("header", "auth") else text.text
    fields.facts.spelled.setdefault(name, text.text)
    fields.place, fields.constrained = Place(operation, fields.where, name), False
    if fields.where == "auth" and name == "authorization":
        fields.place = Place(operation, "auth", "bearer")  # the one scheme of that header in use
    fields.facts.stated.setdefault(fields.place, {})


def _type(fields: _Fields, text: Text) -> None:
    assert fields.place is not None  # noqa: S101  the caller looks
    words = [word.strip() for word in text.text.split("|")]
    aspects: dict[str, Any] = {}
    if "null" in words:
        aspects["nullable"] = True
        words.remove("null")
    kinds = []
    for word in words:
        found = re.fullmatch(r"(\w+)(?:<([\w-]+)>)?((?:\[\])*)", word)
        if not found:
            raise LayoutError(fields.page.path, text.line, f"expected a type, found {word!r}")
        kind, of, array = found[1], found[2], found[3]
        if kind == "enum":
            kind = of or "string"
        elif of:
            aspects["format"] = of
        kinds.append(kind + array)
    aspects["type"] = " | ".join(sorted(kinds))
    fields.facts.state(fields.place, text.line, **aspects)


def _modify(fields: _Fields, text: Text) -> None:
    assert fields.place is not None  # noqa: S101  the caller looks
    word = text.text
    if word == "required":
        fields.facts.state(fields.place, text.line, required=True)
    elif word.startswith("default:"):
        fields.facts.state(fields.place, text.line, default=_scalar(word.partition(":")[2].strip()))
    elif word in ("header", "query", "cookie"):
        if fields.place.where != "auth":
            raise LayoutError(fields.page.path, text.line, f"expected no {word!r} in this section")
        fields.facts.state(fields.place, text.line, sent=word)
    else:
        fields.facts.state(fields.place, text.line, **{word: True})


def _constrain(fields: _Fields, text: Text, constraint: re.Match[str]) -> None:
    if fields.place is None:
        raise LayoutError(fields.page.path, text.line, "expected a field before this limit")
    kind, value = constraint["kind"], constraint["value"].strip()
    fields.constrained = True
    if kind == "Available options":
        fields.is_list = not value or value.endswith(",")
        for word in filter(None, re.split(r"\s*,\s*", value)):
            _option(fields, word, text.line)
        return
    if kind == "Pattern":
        fields.facts.state(fields.place, text.line, pattern=value)
        return
    pattern = _RANGE if kind == "Required range" else _LENGTH
    found = pattern.match(value)
    limits = (
        (_range(found[0].strip()) if pattern is _RANGE else _length(kind, found[0]))
        if found
        else {}
    )
    if not limits or found is None:
        fields.problem(text.line, f"expected a limit, found {value!r}")
        return
    fields.facts.state(fields.place, text.line, **limits)
    fields.facts.say(value[found.end() :], text.line, fields.place)


def _range(text: str) -> dict[str, Any]:
    found = _RANGE.fullmatch(text)
    if not found:
        return {}
    limits = {}
    if found[1]:
        limits["minimum" if found[2] == "<=" else "exclusiveMinimum"] = _scalar(found[1])
    if found[4]:
        names = {"<=": "maximum", "<": "exclusiveMaximum", ">=": "minimum", ">": "exclusiveMinimum"}
        limits[names[found[3]]] = _scalar(found[4])
    return limits


def _length(kind: str, text: str) -> dict[str, Any]:
    extent, of, _ = kind.split()
    numbers = re.findall(r"\d+", text)
    if not numbers or (extent == "Required" and len(numbers) > 2):
        return {}
    names = {"Minimum": ("min",), "Maximum": ("max",), "Required": ("min", "max")}[extent]
    ends = (numbers[0], numbers[-1]) if extent == "Required" else numbers[:1]
    if len(ends) != len(names):
        return {}
    return {f"{name}{_SUFFIX[of]}": int(number) for name, number in zip(names, ends, strict=True)}


def _options(fields: _Fields, text: Text) -> bool:
    """Take the words of a list, and tell whether it goes on."""
    for word in filter(None, re.split(r"\s*,\s*", text.text)):
        if not re.fullmatch(r"[\w.:/ -]+", word):
            fields.problem(text.line, f"expected an option, found {word!r}")
            return False
        _option(fields, word, text.line)
    return text.text.endswith(",")


def _option(fields: _Fields, word: str, line: int) -> None:
    assert fields.place is not None  # noqa: S101  the caller looks
    fields.facts.add(fields.place, line, enum=word)


def _sentence(fields: _Fields, text: Text) -> None:
    if fields.constrained:
        # A capture may lose the name and the type of a field, but not what follows them.
        operation, where = fields.operation, fields.where
        fields.place, fields.constrained = Place(operation, where, "?"), False
        fields.facts.state(fields.place, text.line, there=True)
    near = fields.place or Place(fields.operation, fields.where)
    fields.facts.say(text.text, text.line, near)


def _scalar(text: str) -> Any:
    parsed: Any = loads(f"value: {text}", "-").root["value"]
    return parsed


def _complete(fields: _Fields) -> None:
    """Look for what a page of this style always has."""
    for heading in ("Authorizations", "Response"):
        if heading not in fields.opened:
            reason = f"expected a section {heading!r} before the end"
            fields.problem(fields.last or 1, reason, SECTIONS[heading])
    named = set(re.findall(r"\{(\w+)\}", fields.operation))
    listed = {place.name for place in fields.facts.stated if place.where == "path"}
    for name in sorted(named - listed):
        reason = f"expected the path's {name} in a section 'Path Parameters'"
        fields.problem(fields.opened.get("Response", fields.last), reason, "path")
    for place, aspects in fields.facts.stated.items():
        if place.where == "auth" and not {"type", "sent"} <= aspects.keys():
            reason = f"expected where {place.name} is sent, in a section of its own"
            fields.problem(max(stated.line for stated in aspects.values()), reason, "auth")
