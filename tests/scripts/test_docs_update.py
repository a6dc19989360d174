"""A changed page becomes a changed spec: each edit of a page, and the edit of the spec it calls for."""

import difflib
import json
import re
import shutil
import tempfile
import textwrap
from collections import Counter
from functools import cache
from pathlib import Path

import docs_check
import docs_update
import pytest
from attrs import frozen
from lint.document import lint
from pages.spec_facts import facts_of
from specmock.openapi import load, loads
from text_edits import edit, edited

pytestmark = pytest.mark.slow  # many cases

PAGES = Path(__file__).with_name("pages")
ROOT = PAGES.parents[2]
CAPTURES = ("parcels.txt", "lamps.txt", "bells.txt")


@frozen
class Case:
    """An edit of a page, and what it does to the spec: lines added, or why a person decides."""

    page: str
    changes: tuple[tuple[str, str], ...]
    added: tuple[str, ...] = ()
    decide: str = ""
    removed: tuple[str, ...] = ()


def case(
    page: str, *changes: tuple[str, str], added: str = "", decide: str = "", removed: str = ""
) -> Case:
    return Case(
        page,
        changes,
        tuple(filter(None, added.split(" // "))),
        decide,
        tuple(filter(None, removed.split(" // "))),
    )


NEW_ORDER = """\
/api/v1/dim
Dim a lamp.
Request Body
Required:
| Parameter | Type | Description |
|---|---|---|
lamp_id | UUID | The lamp |
Optional:
| Parameter | Type | Default | Description |
|---|---|---|---|
level | integer | 5 | How bright |
Examples
curl -X POST https://lamps.example/api/v1/dim \\
-H "Authorization: Bearer lamp_key" \\
-d '{
"lamp_id": "550e8400-e29b-41d4-a716-446655440000",
"level": 3
}'Response (202 Accepted)
{
"order_id": "660e8400-e29b-41d4-a716-446655440000",
"state": "waiting"
}
Rate Limits
"""
REFERENCE = '"#/components/schemas/Text"'
CASES = {
    # Parcels: a field list as text.
    "parameter, integer": case(
        "parcels.txt",
        ("cursor\nstring\n", "until\ninteger\n\nThe last day.\n\ncursor\nstring\n"),
        added="- name: until // schema: {type: integer}",
    ),
    "parameter with default": case(
        "parcels.txt",
        ("cursor\nstring\n", "depth\ninteger\ndefault:3\n\nHow deep.\n\ncursor\nstring\n"),
        added="schema: {type: integer, default: 3}",
    ),
    "parameter with limits": case(
        "parcels.txt",
        (
            "cursor\nstring\n",
            "depth\ninteger\n\nHow deep.\n\nRequired range: 1 <= x <= 9\ncursor\nstring\n",
        ),
        added="schema: {type: integer, minimum: 1, maximum: 9}",
    ),
    "parameter, array": case(
        "parcels.txt",
        ("cursor\nstring\n", "towns\nstring[]\n\nWhere.\n\ncursor\nstring\n"),
        added="schema: {type: array, items: {type: string}}",
    ),
    "parameter, date": case(
        "parcels.txt",
        ("cursor\nstring\n", "since\nstring<date-time>\n\nWhen.\n\ncursor\nstring\n"),
        added="schema: {type: string, format: date-time}",
    ),
    "parameter, enum": case(
        "parcels.txt",
        (
            "cursor\nstring\n",
            "order\nenum<string>\n\nHow.\n\nAvailable options:\nUP,\nDOWN\ncursor\nstring\n",
        ),
        added='schema: {$ref: "#/components/schemas/Order"} // enum: [DOWN, UP]',
    ),
    "parameter, nullable": case(
        "parcels.txt",
        ("cursor\nstring\n", "floor\ninteger | null\n\nWhich.\n\ncursor\nstring\n"),
        added='schema: {type: [integer, "null"]}',
    ),
    "required parameter": case(
        "parcels.txt",
        ("cursor\nstring\n", "floor\ninteger\nrequired\n\nWhich.\n\ncursor\nstring\n"),
        added="required: true // {value: 1}",
    ),
    "header": case(
        "parcels.txt",
        ("Path Parameters", "x-trace\nstring\n\nTrace.\n\nPath Parameters"),
        added="- name: x-trace // in: header",
    ),
    "header, uuid": case(
        "parcels.txt",
        ("Path Parameters", "x-trace\nstring<uuid>\n\nTrace.\n\nPath Parameters"),
        added="pattern: ^[0-9a-fA-F] // the page says uuid",
    ),
    "parameter renamed": case(
        "parcels.txt",
        ("cursor\nstring\n", "cursor_at\nstring\n"),
        added="- name: cursor_at",
        removed="- name: cursor",
    ),
    "parameter renamed otherwise": case(
        "parcels.txt",
        ("cursor\nstring\n", "begin\nstring\n"),
        added="- name: begin",
        removed="- name: cursor",
    ),
    "parameter gone": case(
        "parcels.txt",
        ("cursor\nstring\n\nWhere the page begins.\n\nMinimum string length: 1\n", ""),
        removed="- name: cursor // minLength: 1",
    ),
    "maximum": case(
        "parcels.txt", ("x <= 100", "x <= 50"), added="maximum: 50", removed="maximum: 100"
    ),
    "minimum too": case("parcels.txt", ("x <= 100", "5 <= x <= 100"), added="minimum: 5"),
    "exclusive limit": case(
        "parcels.txt",
        ("x <= 100", "x < 100"),
        added="exclusiveMaximum: 100",
        removed="maximum: 100",
    ),
    "limit gone": case("parcels.txt", ("Required range: x <= 100\n", ""), removed="maximum: 100"),
    "length": case(
        "parcels.txt",
        ("Required string length: 3 - 200", "Required string length: 4 - 100"),
        added="minLength: 4 // maxLength: 100",
    ),
    "length with a word behind": case(
        "parcels.txt",
        ("Required string length: 3 - 200", "Required string length: 3 - 100 Deprecated"),
        added="maxLength: 100",
    ),
    "other minimum length": case(
        "parcels.txt",
        ("Minimum string length: 1", "Minimum string length: 2"),
        added="minLength: 2",
    ),
    "default": case("parcels.txt", ("default:20", "default:25"), added="default: 25"),
    "default gone": case(
        "parcels.txt", ("limit\ninteger\ndefault:20\n", "limit\ninteger\n"), removed="default: 20"
    ),
    "new default": case(
        "parcels.txt",
        ("weight\nnumber | null\n", "weight\nnumber | null\ndefault:7\n"),
        added="default: 7",
    ),
    "type": case(
        "parcels.txt", ("weight\nnumber", "weight\ninteger"), added='type: [integer, "null"]'
    ),
    "type, and its limits go": case(
        "parcels.txt",
        ("cursor\nstring\n", "cursor\ninteger\n"),
        ("Minimum string length: 1\n", "Required range: 1 <= x\n"),
        added="schema: {type: integer, minimum: 1}",
        removed="minLength: 1",
    ),
    "not null any more": case(
        "parcels.txt", ("weight\nnumber | null", "weight\nnumber"), added="schema: {type: number}"
    ),
    "null": case(
        "parcels.txt",
        ("cursor\nstring\n", "cursor\nstring | null\n"),
        added='type: [string, "null"]',
    ),
    "deprecated": case(
        "parcels.txt",
        ("cursor\nstring\n", "cursor\nstring\ndeprecated\n"),
        added="deprecated: true",
    ),
    "parameter is required": case(
        "parcels.txt",
        ("cursor\nstring\n", "cursor\nstring\nrequired\n"),
        added="required: true // {value: example}",
    ),
    "format": case(
        "parcels.txt", ("cursor\nstring\n", "cursor\nstring<uuid>\n"), added="format: uuid"
    ),
    "option": case(
        "parcels.txt",
        ("HANDED_OVER", "HANDED_OVER,\nLOST"),
        added="enum: [WAITING, MOVING, HANDED_OVER, LOST]",
    ),
    "two options": case(
        "parcels.txt", ("HANDED_OVER", "HANDED_OVER,\nLOST,\nFOUND"), added="FOUND // LOST"
    ),
    "option gone": case("parcels.txt", ("MOVING,\n", ""), added="enum: [WAITING, HANDED_OVER]"),
    "answer's field": case(
        "parcels.txt",
        ("stops\nobject[]\nrequired\n", "depth\ninteger\n\nHow.\n\nstops\nobject[]\nrequired\n"),
        added="depth: {type: integer, x-undescribed: true}",
    ),
    "required field of an answer": case(
        "parcels.txt",
        (
            "stops\nobject[]\nrequired\n",
            "depth\ninteger\nrequired\n\nHow.\n\nstops\nobject[]\nrequired\n",
        ),
        added="required: [total, depth, stops]",
    ),
    "enum of an answer": case(
        "parcels.txt",
        (
            "stops\nobject[]\nrequired\n",
            "mode\nenum<string>\n\nHow.\n\nAvailable options:\nFAST,\nSLOW\nstops\nobject[]\nrequired\n",
        ),
        added="mode: {$ref // AnyMode: // enum: [FAST, SLOW]",
    ),
    "answer's field is required": case(
        "parcels.txt",
        ("nextId\nstring | null", "nextId\nstring | null\nrequired"),
        added="required: [total, stops, nextId]",
    ),
    "answer's type": case(
        "parcels.txt",
        ("total\ninteger", "total\nnumber"),
        added="total: {type: number, minimum: 0}",
    ),
    "field in a sample": case(
        "parcels.txt",
        ('      "late": true,', '      "late": true,\n      "floor": 2,'),
        added='floor: {type: [integer, "null"], x-undescribed: true}',
    ),
    "object in a sample": case(
        "parcels.txt",
        ('      "late": true,', '      "late": true,\n      "van": {"plate": "B 1", "seats": 2},'),
        added='Van: // plate: {type: [string, "null"] // seats: {type: [integer, "null"]',
    ),
    "list in a sample": case(
        "parcels.txt",
        ('      "late": true,', '      "late": true,\n      "marks": ["a"],'),
        added='marks: {type: [array, "null"], items: {type: string}',
    ),
    "id in a sample": case(
        "parcels.txt",
        (
            '      "late": true,',
            '      "late": true,\n      "vanId": "3c90c3cc-0d44-4b50-8888-8dd25736052a",',
        ),
        added='vanId: {type: [string, "null"], format: uuid',
    ),
    "path moved on": case(
        "parcels.txt",
        ("v1\n/\nparcels", "v2\n/\nparcels"),
        ("/v1/parcels", "/v2/parcels"),
        added="/v2/parcels/{parcelId}/stops:",
        removed="/v1/parcels/{parcelId}/stops:",
    ),
    "path renamed": case(
        "parcels.txt",
        ("{parcelId}\n/\nstops", "{parcelId}\n/\nstop-list"),
        ("{parcelId}/stops", "{parcelId}/stop-list"),
        added="/v1/parcels/{parcelId}/stop-list:",
    ),
    "path with a capital": case(
        "parcels.txt",
        ("{parcelId}\n/\nstops", "{parcelId}\n/\nlastStops"),
        ("{parcelId}/stops", "{parcelId}/lastStops"),
        added="/v1/parcels/{parcelId}/lastStops:",
    ),
    "host moved": case(
        "parcels.txt",
        ("api.parcels.example", "api.parcels.test"),
        added="- url: https://api.parcels.test",
    ),
    "heading in small letters": case(
        "parcels.txt",
        ("Query Parameters", "Query parameters"),
        ("x <= 100", "x <= 50"),
        added="maximum: 50",
    ),
    "sentence of one word": case(
        "parcels.txt",
        ("Where the page begins.", "Deprecated."),
        ("x <= 100", "x <= 50"),
        added="maximum: 50",
    ),
    # Lamps: tables as text.
    "row": case(
        "lamps.txt",
        ("level | number", "fade | number | — | Seconds |\nlevel | number"),
        added="fade: {type: number, x-undescribed: true}",
    ),
    "row with default": case(
        "lamps.txt",
        ("level | number", "fade | integer | 3 | Seconds |\nlevel | number"),
        added="fade: {type: integer, default: 3",
    ),
    "row with alternatives": case(
        "lamps.txt",
        ("level | number", 'mood | string | "calm" | "calm" | "wild" |\nlevel | number'),
        added="enum: [calm, wild] // default: calm",
    ),
    "row whose sentence states a limit": case(
        "lamps.txt",
        ("level | number", "fade | integer | — | In seconds, between 1 and 90. |\nlevel | number"),
        added="type: integer // minimum: 1 // maximum: 90 // a sentence on it states minimum, maximum",
    ),
    "row whose sentence states a default": case(
        "lamps.txt",
        (
            "level | number",
            "mood | string | — | At most 40 characters. Defaults to `calm`. |\nlevel | number",
        ),
        added="maxLength: 40 // default: calm",
    ),
    "row whose sentence has a condition": case(
        "lamps.txt",
        ("level | number", "fade | integer | — | At most 9, if the lamp is old. |\nlevel | number"),
        added="fade: {type: integer, x-undescribed: true}",
    ),
    "row, array": case(
        "lamps.txt",
        ("level | number", "tags | array of strings | — | Tags |\nlevel | number"),
        added="tags: {type: array, items: {type: string}",
    ),
    "row, date": case(
        "lamps.txt",
        ("level | number", "at | datetime | — | When |\nlevel | number"),
        added="at: {type: string, format: date-time",
    ),
    "row, unknown type": case(
        "lamps.txt",
        ("level | number | — |", "level | integer | — |\nhue | hexcolour | — |"),
        added="level: {type: integer} // hue: {x-undescribed: true}",
    ),
    "row of an object": case(
        "lamps.txt",
        ("panel | Which", "house | Which house |\npanel | Which"),
        added="house: {type: string, x-undescribed: true}",
    ),
    "row gone": case(
        "lamps.txt",
        ("level | number | — | How bright it gets |\n", ""),
        removed="level: {type: number}",
    ),
    "row renamed": case(
        "lamps.txt",
        ("level | number", "light_level | number"),
        added="light_level: {type: number}",
        removed="level: {type: number}",
    ),
    "row in another style": case(
        "lamps.txt", ("level | number", "levels | number"), added="levels: {type: number}"
    ),
    "other default": case(
        "lamps.txt", ('string | "warm"', 'string | "cold"'), added="default: cold"
    ),
    "other type": case(
        "lamps.txt", ("level | number", "level | integer"), added="level: {type: integer}"
    ),
    "nullable type": case(
        "lamps.txt",
        ("level | number", "level | number or null"),
        added='level: {type: [number, "null"]}',
    ),
    "alternative": case("lamps.txt", ('"cold" | "red"', '"cold" | "red" | "blue"'), added="blue"),
    "alternative gone": case(
        "lamps.txt", ('"warm" | "cold" | "red"', '"warm" | "cold"'), added="enum: [warm, cold]"
    ),
    "requests": case("lamps.txt", ("10 requests", "20 requests"), added="limit: 20"),
    "window": case("lamps.txt", ("Per minute", "Per hour"), added="window: 3600"),
    "limit of another operation": case(
        "lamps.txt",
        (
            "/api/v1/switch (POST) | 10 requests | Per minute, per API key |",
            "/api/v1/switch (POST) | 10 requests | Per minute, per API key |\n/api/v1/switch (GET) | 99 requests | Per minute, per API key |",
        ),
        added="x-rate-limit: {limit: 99, window: 60, scope: [operation, key]}",
    ),
    "burst": case("lamps.txt", ("10 requests", "20 requests (burst 5)"), added="limit: 20"),
    "state, an end": case(
        "lamps.txt",
        ("broken | Yes", "failed | Yes | It went out |\nbroken | Yes"),
        added="enum: [waiting, done, failed, broken] // failed: failure",
    ),
    "state on the way": case(
        "lamps.txt",
        ("done | Yes", "moving | No | Somebody walks |\ndone | Yes"),
        added="next: {waiting: moving, moving: done}",
    ),
    "state of no known meaning": case(
        "lamps.txt",
        ("broken | Yes", "stolen | Yes | It is not there |\nbroken | Yes"),
        decide="what the end `stolen` means",
    ),
    "state renamed": case("lamps.txt", ("broken | Yes", "brokenn | Yes"), added="brokenn: failure"),
    "state is no end": case("lamps.txt", ("broken | Yes", "broken | No"), added="broken: "),
    "final column": case(
        "lamps.txt", ("Terminal?", "Final"), ("10 requests", "20 requests"), added="limit: 20"
    ),
    "error answer": case(
        "lamps.txt",
        (
            "Need help?",
            '500 Internal Server Error\nTry again.\n{\n"error": "Oops",\n"message": "Try again"\n}\nNeed help?',
        ),
        added='"500": {$ref: "#/components/responses/InternalServerError"} // value: {error: Oops, message: Try again}',
    ),
    "error answer with a field": case(
        "lamps.txt",
        (
            "Need help?",
            '409 Conflict\nTry again.\n{\n"error": "Oops",\n"message": "Try again",\n"order_id": "x"\n}\nNeed help?',
        ),
        added='"409": // order_id: {type: [string, "null"]',
    ),
    "status": case(
        "lamps.txt",
        ("Response (201 Created)", "Response (202 Accepted)"),
        added='"202":',
        removed='"201":',
    ),
    "key in another header": case(
        "lamps.txt", ("X-Lamp-Key", "X-Light-Key"), added="name: X-Light-Key"
    ),
    "parameter in a table": case(
        "lamps.txt",
        (
            "order_id | UUID | The order",
            "page | integer | Which page |\norder_id | UUID | The order",
        ),
        added="- name: page // schema: {type: integer}",
    ),
    "parameter's type": case(
        "lamps.txt",
        ("order_id | UUID | The order", "order_id | string | The order"),
        removed="format: uuid",
    ),
    "field of a sample": case(
        "lamps.txt",
        ('"lamps": 3,', '"lamps": 3,\n"rooms": 1,'),
        added='rooms: {type: [integer, "null"]',
    ),
    "type in a sample": case(
        "lamps.txt", ('"lamps": 3,', '"lamps": "three",'), added='lamps: {type: [string, "null"]}'
    ),
    "new operation": case(
        "lamps.txt",
        ("Rate Limits\n", NEW_ORDER),
        added="/api/v1/dim: // operationId: create_dim // required: [lamp_id] // level: {type: integer, default: 5 // x-source: https://docs.lamps.example/api",
    ),
    "unknown column": case(
        "lamps.txt",
        (
            "| Parameter | Type | Default | Description |\n|---|---|---|---|\ncolour | string | ",
            "| Parameter | Type | Since | Default | Description |\n|---|---|---|---|---|\ncolour | string | 1.0 | ",
        ),
        ("level | number | ", "level | integer | 1.0 | "),
        ("origin | object | ", "origin | object | 1.0 | "),
        added="level: {type: integer}",
    ),
    "columns by other names": case(
        "lamps.txt",
        (
            "| Parameter | Type | Default | Description |",
            "| Property | Data type | Default value | Details |",
        ),
        ("level | number", "level | integer"),
        added="level: {type: integer}",
    ),
    "list by another name": case(
        "lamps.txt",
        ("Request Body", "Body parameters"),
        ("level | number", "level | integer"),
        added="level: {type: integer}",
    ),
    "column of required": case(
        "lamps.txt",
        (
            "| Parameter | Type | Description |\n|---|---|---|\norder_id | UUID |",
            "| Parameter | Type | Required | Description |\n|---|---|---|---|\norder_id | UUID | Yes |",
        ),
        added="required: true",
    ),
    "version of the paths": case(
        "lamps.txt", ("/api/v1/", "/api/v2/"), added="/api/v2/switch:", removed="/api/v1/switch:"
    ),
    "line that ends in a path": case(
        "lamps.txt",
        ("Look at an order.", "Prefer this to /api/v1/switch"),
        ("10 requests", "20 requests"),
        added="limit: 20",
    ),
    "sentence that ends in a path": case(
        "lamps.txt",
        ("Look at an order.", "It is like /api/v1/switch."),
        ("10 requests", "20 requests"),
        added="limit: 20",
    ),
    "comment in a sample": case(
        "lamps.txt",
        ('"lamps": 3,', '"lamps": 3, // all\n"rooms": 1,'),
        added='rooms: {type: [integer, "null"]',
    ),
    "broken sample": case(
        "lamps.txt",
        ('"lamps": 3,', '"lamps": 3 3,'),
        ("10 requests", "20 requests"),
        added="limit: 20",
    ),
    "other media type": case(
        "lamps.txt",
        ("application/json", "text/csv"),
        added="text/csv:",
        removed="application/json:",
    ),
    # Bells: glued tables as text.
    "code": case(
        "bells.txt",
        ("200, 404", "200, 404, 409"),
        ("404The bell is", "409Busy\n404The bell is"),
        added='"409": {$ref: "#/components/responses/Conflict"}',
    ),
    "glued parameter": case(
        "bells.txt", ("List all bellsNone200", "List all bellsfloor(integer)200"), added="- name: "
    ),
    "key of a sample": case(
        "bells.txt",
        ('"count": 2,', '"count": 2,\n"broken": 0,'),
        added='broken: {type: [integer, "null"]',
    ),
    "key below a key": case(
        "bells.txt",
        ('"word": "not rung"', '"word": "not rung",\n"loud": true'),
        added='loud: {type: [boolean, "null"]',
    ),
    "key's header": case("bells.txt", ("x-bell-key", "x-ring-key"), added="name: x-ring-key"),
    "operation deleted by method": case(
        "bells.txt",
        ("GET/v1/bellsList", "DELETE/v1/bellsRemove all bellsNone200\nGET/v1/bellsList"),
        (
            "GET /v1/bells\n",
            'DELETE /v1/bells\n\nTerminal window\ncurl -X DELETE https://api.bells.example/v1/bells -H "x-bell-key: {YOUR_KEY}"\n{\n"count": 0\n}\n\nGET /v1/bells\n',
        ),
        added="delete: // operationId: delete_bells",
    ),
    "version of bells": case(
        "bells.txt", ("/v1/bells", "/v2/bells"), added="/v2/bells: // /v2/bells/{bell_id}/ring:"
    ),
    "host of bells": case(
        "bells.txt", ("api.bells.example", "bells.test"), added="- url: https://bells.test"
    ),
    # Markdown and fragments.
    "row of Markdown": case(
        "lamps.md",
        ("| `level` | number", "| `fade` | number | — | Seconds |\n| `level` | number"),
        added="fade: {type: number",
    ),
    "default of Markdown": case(
        "lamps.md", ('| `"warm"` |', '| `"cold"` |'), added="default: cold"
    ),
    "limit of Markdown": case("lamps.md", ("10 requests", "30 requests"), added="limit: 30"),
    "code of Markdown": case(
        "bells.md",
        ("200, 404", "200, 404, 429"),
        ("| 404 | The bell", "| 429 | Busy |\n| 404 | The bell"),
        added='"429": {$ref: "#/components/responses/TooManyRequests"}',
    ),
    "property of a fragment": case(
        "parcels.md",
        (
            "late: {type: boolean}",
            "late: {type: boolean}\n              floor: {type: integer, minimum: 0}",
        ),
        added="floor: {type: integer, minimum: 0, x-undescribed: true}",
    ),
    "object of a fragment": case(
        "parcels.md",
        (
            "late: {type: boolean}",
            "late: {type: boolean}\n              van: {type: object, required: [plate], properties: {plate: {type: string}, seats: {type: integer, nullable: true}}}",
        ),
        added='Van: // plate: {type: string // seats: {type: [integer, "null"]',
    ),
    "enum of a fragment": case(
        "parcels.md",
        (
            "late: {type: boolean}",
            "late: {type: boolean}\n              kind: {type: string, enum: [BOX, BAG]}",
        ),
        added="kind: {$ref // enum: [BOX, BAG] // AnyKind:",
    ),
    "property of a fragment gone": case(
        "parcels.md", ("              late: {type: boolean}\n", ""), removed="late: {type: boolean}"
    ),
    "required of a fragment": case(
        "parcels.md",
        ("required: [stopId, state]", "required: [stopId, state, late]"),
        added="required: [stopId, late, state]",
    ),
    "default of a fragment's list": case(
        "parcels.md",
        (
            "            type: array\n            items:\n              type: string\n              enum",
            "            type: array\n            default: [MOVING]\n            items:\n              type: string\n              enum",
        ),
        added="default: [MOVING]",
    ),
    "deprecated operation": case(
        "parcels.md",
        ("operationId: get", "deprecated: true\n      operationId: get"),
        added="deprecated: true",
    ),
    "answer of a fragment": case(
        "parcels.md",
        (
            "        '404':",
            "        '409': {description: Conflict, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}\n        '404':",
        ),
        added='"409": {$ref: "#/components/responses/Conflict"}',
    ),
}


def worse(before: str, after: str) -> Counter[str]:
    """What the lint finds more often than before, whatever it is called."""
    old, new = (
        Counter(re.sub("`[^`]*`", "", one.message) for one in lint(loads(text, "spec.yaml")))
        for text in (before, after)
    )
    return new - old


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout with the invented specs; no page is accepted yet."""
    shutil.copytree(PAGES / "specs", tmp_path / "specs")
    return tmp_path


@cache
def facts_of_page(page: str) -> str:
    """Facts that an invented page is accepted with; they are the same in all tests."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(PAGES / "specs", Path(folder, "specs"))
        assert docs_check.main(["--accept", str(PAGES / page)], Path(folder)) == 0
        return Path(folder, "specs", "pages", f"{Path(page).stem}.yaml").read_text("utf-8")


def captured(root: Path, page: str, changes: tuple[tuple[str, str], ...]) -> Path:
    """Leave one invented spec, accept its page as it is, and write it with changes."""
    name = Path(page).stem
    specs = root / "specs"
    for path in specs.glob("*.yaml"):
        if path.stem != name:
            path.unlink()
    listed = (specs / "pages" / "sources.yaml").read_text("utf-8")
    head, *entries = re.split(r"(?m)^(?=  - )", listed)
    own = [one for one in entries if re.search(rf"\bspec: {name}\b", one)]
    (specs / "pages" / "sources.yaml").write_text("".join([head, *own]), "utf-8")
    (specs / "pages" / f"{name}.yaml").write_text(facts_of_page(page), "utf-8")
    path = root / f"changed{Path(page).suffix}"
    path.write_text(edited((PAGES / page).read_text("utf-8"), *changes), "utf-8")
    return path


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_an_edit_of_a_page_is_applied_to_the_spec_or_left_with_its_reason(
    root: Path, capsys: pytest.CaptureFixture[str], case: Case
) -> None:
    page = captured(root, case.page, case.changes)
    spec = root / "specs" / f"{page.with_name(case.page).stem}.yaml"
    before = spec.read_text("utf-8")
    capsys.readouterr()

    code = docs_update.main(["--json", str(page)], root)

    outcome = json.loads(capsys.readouterr().out)[0]
    after = spec.read_text("utf-8")
    diff = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    added = "\n".join(one for one in diff if one.startswith("+"))
    removed = "\n".join(one for one in diff if one.startswith("-"))
    for snippet in case.added:
        assert snippet in added, (snippet, outcome, added)
    for snippet in case.removed:
        assert snippet in removed, (snippet, outcome)
    if case.decide:
        assert after == before
        assert case.decide in outcome["decide"][0]["reason"]
    else:
        assert outcome["applied"], outcome
        assert outcome["decide"] == []
    assert code == (1 if case.decide else 0)
    assert not worse(before, after)
    # What was applied is accepted: nothing is found without the page, and with it what was left.
    assert docs_check.main([], root) == 0
    again = docs_check.main(["--json", str(page)], root)
    found = json.loads(capsys.readouterr().out)["findings"]
    assert bool([one for one in found if one["kind"] == "drift"]) == bool(case.decide), (
        again,
        found,
    )


def test_a_rehearsal_prints_a_diff_and_writes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = captured(root, "parcels.txt", (("x <= 100", "x <= 50"),))
    files = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    capsys.readouterr()

    code = docs_update.main(["--dry-run", str(page)], root)

    shown = capsys.readouterr().out
    assert code == 0
    assert "-      maximum: 100\n+      maximum: 50\n" in shown
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == files


def test_what_is_left_keeps_its_accepted_facts_and_stays_open(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stolen = ("broken | Yes", "stolen | Yes | It is not there |\nbroken | Yes")
    page = captured(root, "lamps.txt", (stolen, ("10 requests", "20 requests")))

    assert docs_update.main([str(page)], root) == 1

    facts = (root / "specs" / "pages" / "lamps.yaml").read_text("utf-8")
    assert "limit: 20" in (root / "specs" / "lamps.yaml").read_text("utf-8")
    assert "requests: 20" in facts
    assert "stolen: {" not in facts
    assert facts.endswith('open:\n  - "* state stolen: the spec lacks it"\n')
    assert docs_check.main([], root) == 0
    capsys.readouterr()
    assert docs_update.main([str(page)], root) == 1
    assert "what the end `stolen` means" in " ".join(capsys.readouterr().out.split())


def test_only_what_is_asked_for_is_edited(root: Path) -> None:
    page = captured(root, "parcels.txt", (("x <= 100", "x <= 50"), ("default:20", "default:25")))
    stops = "GET /v1/parcels/{parcelId}/stops"

    assert docs_update.main(["--only", f"{stops} query cursor", str(page)], root) == 1
    assert "maximum: 100" in (root / "specs" / "parcels.yaml").read_text("utf-8")
    assert docs_update.main(["--only", f"{stops} query limit", str(page)], root) == 0
    assert "maximum: 50" in (root / "specs" / "parcels.yaml").read_text("utf-8")


def test_what_stood_in_a_sample_only_is_removed_when_that_is_asked_for(root: Path) -> None:
    page = captured(root, "parcels.txt", (('      "late": true,\n', ""),))
    spec = root / "specs" / "parcels.yaml"
    late = "GET /v1/parcels/{parcelId}/stops answer 200 stops[].late"

    assert docs_update.main([str(page)], root) == 1
    assert "late:" in spec.read_text("utf-8")
    assert docs_update.main(["--remove", late, str(page)], root) == 0
    assert "late:" not in spec.read_text("utf-8")


@pytest.mark.parametrize(
    "page", ["parcels.txt", "lamps.txt", "bells.txt", "parcels.md", "lamps.md"]
)
def test_a_page_that_was_cut_deletes_nothing_and_forgets_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], page: str
) -> None:
    whole = captured(root, page, ())
    text = whole.read_text("utf-8")
    lines = text.splitlines(keepends=True)
    tenths = [text[: len(text) * tenth // 10] for tenth in range(1, 10)]
    last_lines = ["".join(lines[:end]) for end in range(len(lines) - 12, len(lines) - 3, 2)]
    spec = root / "specs" / f"{Path(page).stem}.yaml"
    before = spec.read_text("utf-8")
    for cut in [*tenths, *last_lines]:
        whole.write_text(cut, "utf-8")
        capsys.readouterr()

        assert docs_update.main([str(whole)], root) in (1, 2), cut[-80:]

        said = " ".join("".join(capsys.readouterr()).split())
        assert "is it cut?" in said or "cannot be read" in said, said
        removed = [
            one for one in before.splitlines() if one not in spec.read_text("utf-8").splitlines()
        ]
        assert removed == []
    whole.write_text(text, "utf-8")
    assert docs_check.main([str(whole)], root) == 0, capsys.readouterr().out


def test_one_of_the_places_that_share_a_component_gets_a_copy_of_its_own(root: Path) -> None:
    spec = root / "specs" / "parcels.yaml"
    text = spec.read_text("utf-8")
    for name in ("place", "nextId"):
        text = text.replace(f'{name}: {{type: [string, "null"]}}', f"{name}: {{$ref: {REFERENCE}}}")
    spec.write_text(f'{text}    Text: {{type: [string, "null"]}}\n', "utf-8")
    change = ("place: {type: string, ", "place: {type: string, maxLength: 40, ")
    page = captured(root, "parcels.md", (change,))

    assert docs_update.main([str(page)], root) == 0

    after = spec.read_text("utf-8")
    assert f"nextId: {{$ref: {REFERENCE}}}" in after
    assert 'place: {$ref: "#/components/schemas/ListStopsPlace"}' in after
    assert 'Text: {type: [string, "null"]}' in after
    assert 'ListStopsPlace: {type: [string, "null"], maxLength: 40, x-undescribed: true}' in after


def test_a_new_word_reaches_all_places_that_the_page_has_it_at_and_no_other(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = root / "specs" / "parcels.yaml"
    last = '        lastState: {$ref: "#/components/schemas/AnyStopState"}\n'
    edit(spec, ("        arrivedAt:", f"{last}        arrivedAt:"))
    own = "              lastState: {type: string, enum: [WAITING, MOVING, HANDED_OVER]}\n"
    at = "              arrivedAt:"
    page = root / "parcels.md"
    page.write_text(edited((PAGES / page.name).read_text("utf-8"), (at, own + at)), "utf-8")
    assert docs_check.main(["--accept", str(page)], root) == 0
    of_query, of_answer = (
        "                - HANDED_OVER\n",
        "                enum: [WAITING, MOVING, ",
    )
    edit(page, (of_query, f"{of_query}                - LOST\n"), (of_answer, f"{of_answer}LOST, "))
    capsys.readouterr()

    assert docs_update.main([str(page)], root) == 0

    said = " ".join(capsys.readouterr().out.split())
    facts = facts_of(load(spec))
    with_word = {one for one in facts.stated if "LOST" in (facts.value(one, "enum") or ())}
    assert {one.name for one in with_word} == {"states", "stops[].state"}
    assert all(str(one) in said for one in with_word)


def test_a_new_state_that_one_of_the_sharing_places_lacks_is_left_at_all(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = root / "specs" / "parcels.yaml"
    words = "enum: [WAITING, MOVING, HANDED_OVER]"
    follows = "{WAITING: MOVING, MOVING: HANDED_OVER}"
    cycle = f"{{start: WAITING, next: {follows}, terminal: {{HANDED_OVER: success}}}}"
    edit(spec, (words, f"{words}\n      x-lifecycle: {cycle}"))
    new = (
        "                enum: [WAITING, MOVING, ",
        "                enum: [WAITING, MOVING, EXPIRED, ",
    )
    page = captured(root, "parcels.md", (new,))
    before = spec.read_text("utf-8")
    capsys.readouterr()

    assert docs_update.main([str(page)], root) == 1

    assert spec.read_text("utf-8") == before
    assert "query states shares these states" in " ".join(capsys.readouterr().out.split())


def test_a_reason_that_the_page_now_answers_goes(root: Path) -> None:
    changes = (
        (
            "Need help?",
            '404 Not Found\nNo such order.\n{\n"error": "x",\n"message": "y"\n}\nNeed help?',
        ),
    )
    page = captured(root, "lamps.txt", changes)

    docs_update.main([str(page)], root)

    spec = (root / "specs" / "lamps.yaml").read_text("utf-8")
    assert "an order that nobody placed" not in spec
    assert spec.count("x-source: https://docs.lamps.example/api") == 2


def test_the_text_of_new_sentences_is_shown_and_never_written(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = captured(
        root, "lamps.txt", (("A key opens one room.", "A key opens every single room."),)
    )
    capsys.readouterr()

    assert docs_update.main([str(page)], root) == 0

    assert "A key opens every single room." in " ".join(capsys.readouterr().out.split())
    for path in (root / "specs").rglob("*.yaml"):
        assert "every single room" not in path.read_text("utf-8")


def test_a_new_sentence_on_a_field_is_shown_with_the_keyword_that_it_may_state(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = captured(root, "lamps.txt", (("How bright it gets", "At most 100"),))
    spec = root / "specs" / "lamps.yaml"
    before = spec.read_text("utf-8")
    capsys.readouterr()

    assert docs_update.main([str(page)], root) == 0

    assert "(is that maximum 100?)" in " ".join(capsys.readouterr().out.split())
    assert spec.read_text("utf-8") == before


def test_a_text_of_a_sample_that_has_changed_is_taken_into_the_examples_that_have_it(
    root: Path,
) -> None:
    spec = root / "specs" / "bells.yaml"
    schema = '              schema: {$ref: "#/components/schemas/Bell"}\n'
    examples = (
        "              examples:\n"
        "                silent: {value: {bell_id: B1, word: not rung}}\n"
        "                loud: {value: {bell_id: B2, word: ringing}}\n"
    )
    edit(spec, (schema, schema + examples))
    refused = '          schema: {$ref: "#/components/schemas/Problem"}\n'
    shown = "          examples: {documented: {value: {message: No such bell}}}\n"
    edit(spec, (refused, refused + shown))
    page = captured(root, "bells.txt", (("No such bell", "There is no such bell"),))

    assert docs_check.main([str(page)], root) == 1
    assert docs_update.main([str(page)], root) == 0

    after = spec.read_text("utf-8")
    assert "{message: There is no such bell}" in after
    assert examples in after
    assert docs_check.main([str(page)], root) == 0


@pytest.mark.parametrize("page", ["parcels.txt", "lamps.txt", "bells.txt", "parcels.md"])
@pytest.mark.parametrize("other", ["parcels.html", "lamps.md", "bells.md", "test_docs_update.py"])
@pytest.mark.parametrize("at", [0, 5, 10])
def test_a_foreign_text_in_a_page_deletes_nothing_and_ends_in_sentences(
    root: Path, capsys: pytest.CaptureFixture[str], page: str, other: str, at: int
) -> None:
    whole = captured(root, page, ())
    text = whole.read_text("utf-8")
    foreign = (Path(__file__) if other.endswith(".py") else PAGES / other).read_text("utf-8")
    cut = len(text) * at // 10
    whole.write_text(f"{text[:cut]}\n{foreign[:9000]}\n{text[cut:]}", "utf-8")
    spec = root / "specs" / f"{Path(page).stem}.yaml"
    before = Counter(spec.read_text("utf-8").splitlines())
    capsys.readouterr()

    assert docs_check.main([str(whole)], root) in (0, 1, 2)
    assert docs_update.main([str(whole)], root) in (0, 1, 2)

    removed = before - Counter(spec.read_text("utf-8").splitlines())
    applied = re.findall(r"(?m)^applied.*: remove ", capsys.readouterr().out)
    assert applied == [], removed


@pytest.mark.parametrize("page", ["parcels.txt", "lamps.txt", "bells.txt", "lamps.md"])
def test_a_page_that_was_cut_at_its_head_edits_nothing(root: Path, page: str) -> None:
    whole = captured(root, page, ())
    text = whole.read_text("utf-8")
    spec = root / "specs" / f"{Path(page).stem}.yaml"
    before = spec.read_text("utf-8")
    for tenth in range(1, 10):
        whole.write_text(text[len(text) * tenth // 10 :], "utf-8")

        assert docs_update.main([str(whole)], root) in (0, 1, 2)

        assert spec.read_text("utf-8") == before


@pytest.mark.parametrize("others", [["changed.txt"], []], ids=["captured", "accepted"])
def test_what_another_page_denies_is_left_with_both_places(
    root: Path, capsys: pytest.CaptureFixture[str], others: list[str]
) -> None:
    listed = root / "specs" / "pages" / "sources.yaml"
    entry = "  - {page: https://api.parcels.example/openapi.json, spec: parcels, reader: openapi, "
    listed.write_text(f"{listed.read_text('utf-8')}{entry}facts: whole.yaml}}\n", "utf-8")
    captured(root, "parcels.txt", ())
    markdown = (PAGES / "parcels.md").read_text("utf-8")
    start = markdown.index("openapi: 3.0.0")
    text = markdown[start : markdown.index("````", start)]
    assert text.count("maximum: 100") == 1
    whole = root / "openapi.yaml"
    whole.write_text(text.replace("maximum: 100", "maximum: 250"), "utf-8")
    spec = root / "specs" / "parcels.yaml"
    before = spec.read_text("utf-8")
    capsys.readouterr()

    code = docs_update.main(["--json", str(whole), *(str(root / one) for one in others)], root)

    outcome = json.loads(capsys.readouterr().out)[0]
    assert code == 1
    assert spec.read_text("utf-8") == before
    assert outcome["applied"] == []
    assert "openapi.yaml:" in outcome["decide"][0]["page"]
    assert "says otherwise" in outcome["decide"][0]["reason"]


BRANCHES = """\
              pay:
                oneOf:
                  - type: object
                    required: [way]
                    properties:
                      way: {type: string, enum: [CARD]}
                      number: {type: string}
                  - type: object
                    required: [way]
                    properties:
                      way: {type: string, enum: [BANK]}
                      number: {type: string}
"""


@pytest.mark.parametrize("is_shared", [False, True], ids=["schemas of their own", "one component"])
def test_what_a_page_says_of_one_branch_is_set_in_that_branch(
    root: Path, *, is_shared: bool
) -> None:
    spec, page = root / "specs" / "parcels.yaml", root / "parcels.md"
    at, number = "              arrivedAt:", "number: {type: string}"
    markdown = edited((PAGES / page.name).read_text("utf-8"), (at, BRANCHES + at))
    page.write_text(markdown, "utf-8")
    ours = textwrap.indent(textwrap.dedent(BRANCHES), "        ")
    for way in ("CARD", "BANK"):
        ours = ours.replace(f"enum: [{way}]", f"const: {way}")
    if is_shared:
        ours = ours.replace(number, "number: {$ref: '#/components/schemas/Number'}")
        with spec.open("a", encoding="utf-8") as file:
            file.write("    Number: {type: string, description: Digits.}\n")
    edit(spec, ("        arrivedAt:", f"{ours}        arrivedAt:"))
    assert docs_check.main(["--accept", str(page)], root) == 0
    head, _, tail = markdown.rpartition(number)
    changed = head + number.replace("string", "string, minLength: 8") + tail
    page.write_text(changed.replace("[way]", "[way, number]", 1), "utf-8")

    assert docs_update.main([str(page)], root) == 0

    document = load(spec)
    ways = document.at(("components", "schemas", "Stop", "properties", "pay", "oneOf"))
    numbers = [document.resolve(way["properties"]["number"]) for way in ways]
    assert ["minLength" in number for number in numbers] == [False, True]
    assert [way["required"] for way in ways] == [["way", "number"], ["way"]]
