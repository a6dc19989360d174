"""The lint finds each kind of defect, on its line, and nothing else."""

from pathlib import Path

import pytest
from attrs import frozen
from generator_input import prepared
from lint.document import lint
from lint.extensions import EXTENSIONS
from lint_specs import main
from pages.spec_facts import facts_of
from release.spec_diff import spec_changes
from spec_module import write_spec_module
from specmock.openapi import DocumentError, load, loads

from specs import ROOT, SPECS

CLEAN = """\
openapi: 3.1.0
info: {title: Parcels, version: "1", x-source: {inferred: named after what it sends}}
servers:
  - url: https://parcels.example
    description: The only one.
tags:
  - name: parcels
    description: Parcels and letters.
x-mock: {keys: {demo-key: accepted}}
x-rate-limit: {limit: 600, window: 60, scope: [account], x-source: https://parcels.example/docs}
paths:
  /parcels:
    post:
      operationId: send_parcel
      tags: [parcels]
      x-source:
        page: https://parcels.example/docs
        responses:
          "400": {inferred: the page is silent}
      security: [{key: []}]
      summary: Send a parcel.
      description: It is on its way at once.
      requestBody:
        description: What to send, and where to.
        required: true
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Order"}
            examples:
              light: {value: {address: Main Street 1, weight: 2}}
      responses:
        "201":
          description: The parcel is on its way.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Parcel"}
              examples:
                light: {$ref: "#/components/examples/Light"}
          links:
            parcel:
              operationId: get_parcel
              parameters: {parcel_id: $response.body#/id}
        "400":
          $ref: "#/components/responses/Invalid"
    get:
      operationId: list_parcels
      tags: [parcels]
      x-source: https://parcels.example/docs
      x-exactly-one-of: [sender, receiver]
      security: [{key: []}]
      summary: List parcels.
      description: All of them.
      parameters:
        - {name: sender, in: query, description: Who sends it., schema: {type: string}}
        - {name: receiver, in: query, description: Who gets it., schema: {type: string}}
        - name: limit
          in: query
          description: How many at most.
          schema: {type: integer, minimum: 1, maximum: 100, default: 20}
        - name: x-account
          description: Whose parcels.
          in: header
          schema: {type: string}
      responses:
        "200":
          description: The parcels.
          content:
            application/json:
              schema:
                type: array
                items: {$ref: "#/components/schemas/Item"}
              examples:
                none: {value: []}
  /parcels/{parcel_id}:
    parameters:
      - {$ref: "#/components/parameters/ParcelId"}
    get:
      operationId: get_parcel
      tags: [parcels]
      x-source: {page: https://parcels.example/docs, inferred: the page leaves the fields out}
      security: [{key: []}]
      summary: Get a parcel.
      description: As it stands.
      responses:
        "200":
          description: The parcel.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Parcel"}
              examples:
                light: {$ref: "#/components/examples/Light"}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
  parameters:
    ParcelId:
      name: parcel_id
      in: path
      required: true
      description: The parcel to read.
      schema: {type: string, format: uuid}
      examples:
        light: {value: 7d444840-9dc0-11d1-b245-5ffdce74fad2}
  responses:
    Invalid:
      description: The order is invalid.
      content:
        application/json:
          schema: {$ref: "#/components/schemas/Refusal"}
          examples:
            invalid: {value: {message: No such address}}
  examples:
    Light:
      value:
        id: 7d444840-9dc0-11d1-b245-5ffdce74fad2
        sent: "2026-01-02T03:04:05Z"
        state: packed
        note: null
  schemas:
    Order:
      description: A parcel to send.
      type: object
      required: [address]
      properties:
        address: {type: string, minLength: 1, maxLength: 80, description: Where to.}
        weight: {type: number, minimum: 0, description: In kilograms.}
        depth: {type: number, description: In meters.}
    State:
      description: Where it is.
      type: string
      enum: [packed, moving, delivered, lost]
      x-lifecycle:
        start: packed
        next: {packed: moving, moving: delivered}
        terminal: {delivered: success, lost: failure}
        moves: {send_parcel: packed}
    AnyState:
      description: Where it is.
      anyOf:
        - {$ref: "#/components/schemas/State"}
        - {type: string}
    Times:
      description: When it was what.
      type: object
      properties:
        sent: {type: string, format: date-time, description: When it left.}
    Parcel:
      description: A parcel on its way.
      allOf:
        - {$ref: "#/components/schemas/Times"}
        - type: object
          required: [id, sent]
          properties:
            id: {type: string, format: uuid, description: Its name for us.}
            state: {$ref: "#/components/schemas/AnyState"}
            note: {type: [string, "null"], description: Its name for you.}
    Letter:
      description: A letter.
      type: object
      required: [kind]
      properties:
        kind: {const: letter, description: Always a letter.}
    Item:
      description: A letter or a parcel.
      oneOf:
        - {$ref: "#/components/schemas/Letter"}
        - {$ref: "#/components/schemas/Parcel"}
    Refusal:
      description: Why not.
      type: object
      properties:
        message: {type: string, description: In words.}
        labels:
          type: array
          items: {type: string}
          description: What is wrong, by keys.
"""

SENDER = "- {name: sender, in: query, description: Who sends it., schema: {type: string}}"
DEPTH = "depth: {type: number, description: In meters.}"
KIND = "kind: {const: letter, description: Always a letter.}"
STATES = "enum: [packed, moving, delivered, lost]"
TIMES = '{$ref: "#/components/schemas/Times"}'
LIST = "operationId: list_parcels\n"
GET = "    get:\n      operationId: get_parcel\n"
ONE_OF = "x-exactly-one-of: [sender, receiver]"
INFERRED = (
    "x-source: {page: https://parcels.example/docs, inferred: the page leaves the fields out}"
)
PARCEL_ID = '{$ref: "#/components/parameters/ParcelId"}'
LETTER = "    Letter:\n"
LISTED = "- {name: sender, in: query, description: Who sends it."
ARRAY = "schema: {type: array, items: {type: string}}"
BEARER = "{type: http, scheme: bearer}"
INFO = 'info: {title: Parcels, version: "1", x-source: {inferred: named after what it sends}}'
SERVER = "- url: https://parcels.example"
SERVERS = f"servers:\n  {SERVER}\n    description: The only one.\n"
ITEM = CLEAN[CLEAN.index(LETTER) : CLEAN.index("    Refusal:\n")]


@frozen
class Defect:
    """A defect, sown by a replacement in which § marks the lines of the findings."""

    kind: str
    old: str
    new: str
    message: str


def within(text: str, old: str, new: str) -> tuple[str, str]:
    """Return a text and what becomes of it, as the two sides of a replacement."""
    return text, text.replace(old, new)


def without(line: str) -> tuple[str, str]:
    """Take a line out of the operation `list_parcels`, as the two sides of a replacement."""
    start = CLEAN.index(f"    get:\n      {LIST}")
    text = CLEAN[start : CLEAN.index("      parameters:\n", start)]
    return text, text.replace(line, "").replace("get:", "get: §", 1)


# The kinds that linters of OpenAPI are measured by, then the others.
DEFECTS = [
    Defect("dangling $ref", DEPTH, 'depth: {$ref: "#/components/schemas/Nope"}§', "leads nowhere"),
    Defect(
        "path parameter undeclared",
        f"  /parcels/{{parcel_id}}:\n    parameters:\n      - {PARCEL_ID}\n    get:\n",
        f"  /parcels/{{parcel_id}}/{{part}}:\n    parameters:\n      - {PARCEL_ID}\n    get: §\n",
        "path parameter `part` is not declared",
    ),
    Defect(
        "path parameter not required",
        "    ParcelId:\n      name: parcel_id\n      in: path\n      required: true\n",
        "    ParcelId: §\n      name: parcel_id\n      in: path\n",
        "write required: true",
    ),
    Defect("duplicate operationId", LIST, "operationId: send_parcel§\n", "first on line 14"),
    Defect("misspelt keyword", "required: [address]", "requried: [address]§", "`required`?"),
    Defect(
        "misspelt field of an operation",
        LIST,
        f"{LIST}      sumary: List§\n",
        "unknown field `sumary`: did you mean `summary`?",
    ),
    Defect("unknown type", DEPTH, "depth: {type: nmuber}§", "did you mean `number`?"),
    Defect("enum member of a wrong type", *within(STATES, "[", "[7, §"), "not of type string"),
    Defect("duplicate enum member", *within(STATES, "]", ", lost]§"), "duplicate enum member"),
    Defect("empty enum", DEPTH, "depth: {enum: []}§", "an empty enum"),
    Defect("default out of bounds", "default: 20", "default: 200§", "default breaks its schema"),
    Defect("default of a wrong type", "default: 20", "default: no way§", "default breaks its"),
    Defect("example that breaks its schema", "weight: 2}", "weight: -2}§", "example breaks its"),
    Defect(
        "required names no property",
        "required: [kind]",
        "required: [kind, stamp]§",
        "required `stamp` names no property",
    ),
    Defect(
        "unused component",
        LETTER,
        "    Stamp: {type: string}§\n" + LETTER,
        "`Stamp` is used by nothing",
    ),
    Defect(
        "array without items",
        "labels:\n          type: array\n          items: {type: string}",
        "labels: §\n          type: array",
        "an array needs items",
    ),
    Defect("duplicate key", DEPTH, f"{DEPTH}\n        {DEPTH}§", "duplicate key 'depth'"),
    Defect("duplicate parameter", SENDER, f"{SENDER}\n        {SENDER}§", "duplicate parameter"),
    Defect(
        "response without description",
        '"200":\n          description: The parcels.\n',
        '"200": §\n',
        "a response needs a description",
    ),
    Defect("construct of 3.0", DEPTH, "depth: {type: number, nullable: true}§", "is OpenAPI 3.0"),
    Defect("null without a type", DEPTH, "depth: {example: null}§", "null allowed without a type"),
    Defect("limits crossed", DEPTH, "depth: {minimum: 2, maximum: 1}§", "is above `maximum` 1"),
    Defect(
        "sibling of $ref",
        TIMES,
        TIMES[:-1] + ", minProperties: 1}§",
        "`minProperties` beside $ref is ignored",
    ),
    Defect(
        "description beside $ref",
        TIMES,
        TIMES[:-1] + ", description: When.}§",
        "`description` beside $ref is ignored",
    ),
    Defect(
        "undefined security scheme",
        f"{ONE_OF}\n      security: [{{key: []}}]",
        f"{ONE_OF}\n      security: [{{key: []}}, {{token: []}}]§",
        "undefined security scheme `token`",
    ),
    # More of these kinds.
    Defect("$ref out of the document", DEPTH, "depth: {$ref: orders.yaml}§", "leads nowhere"),
    Defect(
        "$ref to itself",
        LETTER,
        '    Loop: {$ref: "#/components/schemas/Loop"}§\n' + LETTER,
        "leads back to itself",
    ),
    Defect(
        "$ref into a component",
        "items: {type: string}",
        'items: {$ref: "#/components/schemas/Order/properties/address"}§',
        "components/schemas/… only",
    ),
    Defect(
        "path parameter without a place",
        SENDER,
        SENDER + '\n        - {$ref: "#/components/parameters/ParcelId"}§',
        "`parcel_id` does not stand in /parcels",
    ),
    Defect(
        "duplicate of the path's parameter",
        GET,
        f"{GET}      parameters: [{PARCEL_ID}]§\n",
        "duplicate parameter `parcel_id`",
    ),
    Defect("unknown field", "scheme: bearer", "scheme: bearer, colour: red§", "has none"),
    Defect(
        "bad response code",
        '"200":\n          description: The parcels.\n',
        '"2OO": §\n          description: The parcels.\n',
        "unknown field `2OO`",
    ),
    Defect("unquoted response code", '"201":', "201:§", 'quote it, "201"'),
    Defect("unknown format", "format: date-time", "format: datetime§", "mean `date-time`?"),
    Defect("wrong type of a field", "required: [id, sent]", "required: id§", "not of type"),
    Defect("bad pattern", DEPTH, "depth: {description: Deep., pattern: '(['}§", 'not a "regex"'),
    Defect("field missing", "{type: http, scheme: bearer}", "{type: http}§", '"scheme" is a req'),
    Defect("null in an enum", *within(STATES, "[", "[null, §"), "null in an enum"),
    Defect(
        "null that an enum refuses",
        "      type: string\n      " + STATES,
        '      type: [string, "null"]\n      ' + STATES + "§",
        "the enum refuses the null of its type",
    ),
    Defect(
        "example in a component",
        'sent: "2026-01-02T',
        'sent: §"2026-13-02T',
        'not a "date-time"',
    ),
    Defect("example of a parameter", "value: 7d444840-9dc0", "value: §7d444840", 'not a "uuid"'),
    Defect("example of a schema", DEPTH, "depth: {type: number, example: deep}§", "example breaks"),
    Defect(
        "examples of a schema", DEPTH, "depth: {type: number, examples: [a]}§", "example breaks"
    ),
    Defect(
        "example deep in a choice",
        "examples:\n                none: {value: []}",
        "examples:\n                none:\n                  value:\n"
        '                    - id: 7d444840§\n                      sent: "2026-01-02T03:04:05Z"',
        'not a "uuid"',
    ),
    Defect(
        "part requires no property of the whole",
        "required: [kind]",
        "required: [kind]\n      anyOf: [{required: [kind]}, {required: [stamp]}]§",
        "required `stamp` names no property",
    ),
    Defect(
        "component used by itself only",
        LETTER,
        '    Chain: {type: array, items: {$ref: "#/components/schemas/Chain"}}§\n' + LETTER,
        "`Chain` is used by nothing",
    ),
    *(
        Defect(
            f"unused component of {section}",
            f"\n  {section}:\n    {first}",
            f"\n  {section}:\n    Unused: {component}§\n    {first}",
            "`Unused` is used by nothing",
        )
        for section, first, component in (
            ("securitySchemes", "key", "{type: http, scheme: basic}"),
            ("parameters", "ParcelId", "{name: unused, in: query, schema: {type: string}}"),
            ("responses", "Invalid", "{description: Unused.}"),
            ("examples", "Light", "{value: 1}"),
        )
    ),
    *(
        Defect(
            f"unused component of {section}",
            "\n  securitySchemes:\n",
            f"\n  {section}:\n    Unused: {component}§\n  securitySchemes:\n",
            "`Unused` is used by nothing",
        )
        for section, component in (
            ("requestBodies", "{content: {}}"),
            ("headers", "{schema: {type: string}}"),
            ("links", "{operationId: get_parcel}"),
            ("callbacks", "{}"),
            ("pathItems", "{}"),
        )
    ),
    Defect("other version", "openapi: 3.1.0", "openapi: 3.1.1§", "write openapi: 3.1.0"),
    Defect(
        "boolean limit of 3.0",
        DEPTH,
        "depth: {type: number, exclusiveMinimum: true}§",
        "a boolean `exclusiveMinimum` is OpenAPI 3.0",
    ),
    Defect("parameter of 2.0", SENDER, SENDER[:-1] + ", type: string}§", "is OpenAPI 2"),
    Defect(
        "field of 3.2", "- name: parcels\n", "- name: parcels\n    kind: nav§\n", "is OpenAPI 3.2"
    ),
    Defect(
        "sibling of a response's $ref",
        '          $ref: "#/components/responses/Invalid"\n',
        '          $ref: "#/components/responses/Invalid"\n          description: No.§\n',
        "`description` beside $ref is ignored",
    ),
    Defect(
        "undefined security scheme in the document",
        "tags:\n  - name",
        "security: [{token: []}]§\ntags:\n  - name",
        "undefined security scheme `token`",
    ),
    Defect(
        "link to an unknown operation",
        "parcel:\n              operationId: get_parcel",
        "parcel:\n              operationId: fetch_parcel§",
        "unknown operation `fetch_parcel`",
    ),
    Defect(
        "link to an unknown parameter",
        "parameters: {parcel_id: $response",
        "parameters: {id: §$response",
        "`get_parcel` has no parameter `id`",
    ),
    # Names, and what else the generator and pytest impose.
    Defect(
        "description of a parameter that is lost",
        "schema: {type: integer, minimum: 1, maximum: 100, default: 20}",
        'schema: {$ref: "#/components/schemas/AnyState"}§',
        "the clients lose the description",
    ),
    Defect(
        "mark in a description",
        DEPTH,
        'depth: {type: number, description: "Contract: deep"}§',
        "is what generation puts after a description",
    ),
    *(
        Defect(
            f"component named {name}",
            ITEM,
            ITEM.replace("    Letter:", f"    {name}: §").replace("/Letter", f"/{name}"),
            message,
        )
        for name, message in (
            ("TestLetter", "pytest would collect `TestLetter`"),
            ("LetterTest", "pytest would collect `LetterTest`"),
            ("Client", "`Client` hides"),
            ("Kind", "`Kind` has a property of its own name"),
        )
    ),
    Defect("title of a component", LETTER, f"{LETTER}      title: A letter§\n", "remove it"),
    *(
        Defect(f"operationId {name}", LIST, f"operationId: {name}§\n", message)
        for name, message in (
            ("listParcels", "not snake_case: write list_parcels"),
            ("test_parcels", "pytest would collect"),
            ("parcels_test", "pytest would collect"),
        )
    ),
    Defect(
        "operation without operationId", f"    get:\n      {LIST}", "    get: §\n", "needs an op"
    ),
    *(
        Defect(f"property named {name}", DEPTH, f"{name}: {{type: number}}§", "rename it")
        for name in ("d", "cls", "src_dict", "toDict", "additional_properties")
    ),
    *(
        Defect(
            f"parameter named {name}",
            "- name: limit\n",
            f"- name: {name}§\n",
            "breaks the generated function",
        )
        for name in ("headers", "params", "kwargs")
    ),
    # What the generator needs.
    Defect(
        "no security",
        f"{GET}      tags: [parcels]\n      {INFERRED}\n      security: [{{key: []}}]\n",
        f"{GET.replace(':', ': §', 1)}      tags: [parcels]\n      {INFERRED}\n",
        "needs its own security",
    ),
    Defect(
        "two tags",
        f"{LIST}      tags: [parcels]",
        f"{LIST}      tags: [parcels, parcels]§",
        "exactly one tag",
    ),
    Defect(
        "default response",
        '"200":\n          description: The parcels.\n',
        "default: §\n          description: The parcels.\n",
        "list the statuses",
    ),
    Defect(
        "header that is no plain string",
        "in: header\n          schema: {type: string}",
        "in: header\n          schema: {type: string, format: uuid}§",
        "write type: string, no format",
    ),
    Defect(
        "parameter with content",
        SENDER,
        SENDER.replace("schema: {type: string}", "content: {text/plain: {}}§"),
        "the generator drops",
    ),
    Defect("inline object", DEPTH, "depth: {type: object, properties: {}}§", "name this object"),
    Defect("inline enum", DEPTH, "depth: {type: string, enum: [a, b]}§", "name this enum"),
    Defect(
        "closed enum in a response",
        "items: {type: string}",
        'items: {$ref: "#/components/schemas/State"}§',
        "a closed enum in a response",
    ),
    Defect(
        "constant that tells no branch from another",
        f"      required: [kind]\n      properties:\n        {KIND}",
        f"      properties:\n        {KIND}§",
        "a closed enum in a response",
    ),
    *(
        Defect(f"array parameter, {more}", SENDER, f"{LISTED}, {more}§, {ARRAY}}}", message)
        for more, message in (
            ("explode: false", "the generator ignores this"),
            ("style: pipeDelimited", "the generator ignores this"),
            ("style: spaceDelimited, explode: true", "a list joined by something is a string"),
        )
    ),
    Defect(
        "array that may be null, joined",
        SENDER,
        LISTED + ', explode: false§, schema: {type: [array, "null"], items: {type: string}}}',
        "the generator ignores this",
    ),
    Defect(
        "array behind a choice, joined",
        SENDER,
        f"{LISTED}, explode: false§, schema: {{anyOf: [{{type: array, items: {{type: string}}}}]}}}}",
        "the generator ignores this",
    ),
    Defect(
        "object in a query",
        SENDER,
        LISTED + ', style: deepObject, schema: {$ref: "#/components/schemas/Order"}}§',
        "the generator sends no such value in a query",
    ),
    Defect(
        "array in a path",
        "      schema: {type: string, format: uuid}\n      examples:\n"
        "        light: {value: 7d444840-9dc0-11d1-b245-5ffdce74fad2}\n",
        "      schema: {type: array, items: {type: string}} §\n      examples:\n"
        "        light: {value: [a]}\n",
        "the generator sends no such value in a path",
    ),
    Defect(
        "reserved letters",
        SENDER,
        LISTED + ", allowReserved: true§, schema: {type: string}}",
        "encodes all the same",
    ),
    # Addresses.
    Defect("server with a slash", SERVER, f"{SERVER}/§", "a server ends with a slash"),
    Defect("server without TLS", SERVER, "- url: http://parcels.example§", "is not https"),
    Defect("server with a query", SERVER, f"{SERVER}?a=b§", "has no query and no fragment"),
    Defect("server without an address", SERVER, "- url: /api§", "is not https"),
    Defect("no servers", SERVERS, "servers: [] §\n", "no servers"),
    Defect(
        "servers missing",
        f"openapi: 3.1.0\n{INFO}\n{SERVERS}",
        f"openapi: 3.1.0 §\n{INFO}\n",
        "no servers",
    ),
    *(
        Defect(f"path {path}", "  /parcels:\n", f"  {path}: §\n", message)
        for path, message in (
            ("/parcels/", "ends with a slash"),
            ("/parcels?all=true", "holds a query or a fragment"),
            ("/parcels#all", "holds a query or a fragment"),
        )
    ),
    # Schemas, answers and addresses that say nothing, or what cannot be.
    Defect(
        "body of a 204",
        '"201":\n          description: The parcel is on its way.\n          content:\n',
        '"204":\n          description: The parcel is on its way.\n          content: §\n',
        "an answer 204 has no body",
    ),
    Defect(
        "media type that is none",
        '        application/json:\n          schema: {$ref: "#/components/schemas/Refusal"}',
        '        applicationjson: §\n          schema: {$ref: "#/components/schemas/Refusal"}',
        "`applicationjson` is no media type",
    ),
    Defect("unknown scheme", BEARER, "{type: http, scheme: bearrer}§", "did you mean `bearer`?"),
    *(
        Defect(f"info {words}", INFO, INFO.replace('version: "1"', words) + "§", message)
        for words, message in (
            ('version: ""', "an empty version"),
            ('version: "1", contact: {email: nobody}', "`nobody` is no email"),
            ('version: "1", contact: {url: parcels}', "`parcels` is no url"),
            ('version: "1", license: {name: a, url: "file:///a"}', "`file:///a` is no url"),
        )
    ),
    Defect(
        "variable of a server that is not used",
        f"{SERVER}\n",
        f"{SERVER}\n    variables: {{region: {{default: a}}}}§\n",
        "the variable `region` does not stand in",
    ),
    Defect("text to finish", "description: All of them.", "description: TODO§", "finish the"),
    *(
        Defect(f"address {url}", SERVER, f"- url: {url}§", message)
        for url, message in (
            ("https://localhost:8000", "nobody else can reach"),
            ("https://127.0.0.1", "nobody else can reach"),
            ("https://api.example.com/v1", "nobody else can reach"),
            ("https://{region}.parcels.test", "the variable `region` of a server is not declared"),
        )
    ),
    *(
        Defect(f"keyword {words}", DEPTH, f"depth: {{{words}}}§", message)
        for words, message in (
            ("if: {minimum: 1}", "`if` means nothing without `then` or `else`"),
            ("then: {minimum: 1}", "`then` means nothing without `if`"),
            ("type: array, items: {}, minContains: 1", "means nothing without `contains`"),
            ("discriminator: {propertyName: a}", "means nothing without `allOf`"),
            ("readOnly: true, writeOnly: true", "it stands in no message at all"),
        )
    ),
    *(
        Defect(f"path {path}", "  /parcels:\n", f"  {path}: §\n", "has an empty segment")
        for path in ("//parcels", "/parcels/{}")
    ),
    # What people read.
    Defect(
        "tag that is not declared",
        f"{LIST}      tags: [parcels]",
        f"{LIST}      tags: [parsels]§",
        "the tag `parsels` is not declared",
    ),
    Defect(
        "tag that is not used",
        "  - name: parcels\n",
        "  - {name: stamps, description: Stamps.}§\n  - name: parcels\n",
        "the tag `stamps` is used by nothing",
    ),
    Defect(
        "tag without description",
        "  - name: parcels\n    description: Parcels and letters.\n",
        "  - name: parcels§\n",
        "a tag needs a description",
    ),
    Defect(
        "server without description",
        f"  {SERVER}\n    description: The only one.\n",
        f"  {SERVER}§\n",
        "a server needs a description",
    ),
    Defect(
        "operation without summary",
        *without("      summary: List parcels.\n"),
        "an operation needs a summary",
    ),
    Defect(
        "operation without description",
        *without("      description: All of them.\n"),
        "an operation needs a description",
    ),
    Defect(
        "request body without description",
        "      requestBody:\n        description: What to send, and where to.\n",
        "      requestBody: §\n",
        "a request body needs a description",
    ),
    Defect(
        "parameter without description",
        SENDER,
        "- {name: sender, in: query, schema: {type: string}}§",
        "a parameter needs a description",
    ),
    Defect(
        "property without description", DEPTH, "depth: {type: number}§", "property `depth` needs"
    ),
    Defect("empty description", DEPTH, 'depth: {description: " "}§', "an empty description"),
    Defect(
        "schema without description",
        "    Letter:\n      description: A letter.\n",
        "    Letter: §\n",
        "the schema `Letter` needs a description",
    ),
    Defect("empty summary", "summary: List parcels.", 'summary: ""§', "an empty summary"),
    *(
        Defect(
            f"{words} in a text",
            "description: All of them.",
            f'description: "{words}"§',
            "is run by",
        )
        for words in (
            "All <script>alert(1)</script>",
            "All < SCRIPT src=x>",
            "[All](javascript:alert(1))",
            "<iframe></iframe>",
            "eval(all)",
            "<img src=x onerror=alert(1)>",
        )
    ),
    # Keywords and types.
    *(
        Defect(
            f"{keyword} of a {kind}",
            DEPTH,
            f"depth: {{type: {kind}, {keyword}}}§",
            "means nothing for type",
        )
        for kind, keyword in (
            ("number", "minLength: 1"),
            ("number", "pattern: a"),
            ("string", "maximum: 1"),
            ("string", "multipleOf: 2"),
            ("boolean", "items: {type: string}"),
            ('[string, "null"]', "uniqueItems: true"),
            ("number", "additionalProperties: {}"),
            ("string", "maxProperties: 1"),
            ("integer", "format: date-time"),
            ("string", "format: int32"),
        )
    ),
    Defect("scalar of YAML 1.1", "description: The parcels.", "description: yes§", "quote it"),
    Defect("schema in a schema", DEPTH, "depth: {$defs: {}}§", "is not read by the generator"),
    # Sources, examples and extensions.
    Defect(
        "operation without source",
        f"    get:\n      {LIST}      tags: [parcels]\n      x-source: https://parcels.example/docs\n",
        f"    get: §\n      {LIST}      tags: [parcels]\n",
        "needs an x-source",
    ),
    Defect(
        "source without TLS",
        "page: https://parcels.example/docs\n",
        "page: http://parcels.example§\n",
        "does not match",
    ),
    Defect(
        "source of another shape",
        "inferred: the page leaves the fields out",
        "guessed: §yes it is",
        "page, inferred and responses",
    ),
    Defect(
        "source of no answer",
        '"400": {inferred',
        '"409": §{inferred',
        "a response `409` that is not here",
    ),
    Defect(
        "response without a named example",
        '            application/json:\n              schema:\n                type: array\n                items: {$ref: "#/components/schemas/Item"}\n              examples:\n                none: {value: []}',
        '            application/json: §\n              schema:\n                type: array\n                items: {$ref: "#/components/schemas/Item"}\n              example: []',
        "a response needs a named example",
    ),
    Defect(
        "request without a named example",
        '          application/json:\n            schema: {$ref: "#/components/schemas/Order"}\n            examples:\n              light: {value: {address: Main Street 1, weight: 2}}\n',
        '          application/json: §\n            schema: {$ref: "#/components/schemas/Order"}\n',
        "a request body needs a named example",
    ),
    Defect(
        "required parameter without example",
        "    ParcelId:\n      name: parcel_id\n      in: path\n      required: true\n      description: The parcel to read.\n      schema: {type: string, format: uuid}\n      examples:\n        light: {value: 7d444840-9dc0-11d1-b245-5ffdce74fad2}\n",
        "    ParcelId: §\n      name: parcel_id\n      in: path\n      required: true\n      description: The parcel to read.\n      schema: {type: string, format: uuid}\n",
        "a required parameter needs an example",
    ),
    Defect(
        "unknown extension",
        LIST,
        f"{LIST}      x-colour: red§\n",
        "described in specs/README.md are: x-source",
    ),
    Defect(
        "extension out of place",
        LETTER,
        f"{LETTER}      x-rate-limit: {{}}§\n",
        "does not stand on a schema",
    ),
    Defect("rate limit of another shape", "window: 60", "window: minute§", "is a mapping of limit"),
    Defect(
        "exactly one of unknown ones",
        "[sender, receiver]",
        "[sender, payer]§",
        "no query parameter `payer`",
    ),
    Defect(
        "lifecycle of another shape",
        "moves: {send_parcel: packed}",
        "moves: [packed]§",
        "is a mapping of start",
    ),
    Defect(
        "lifecycle of an unknown state", "start: packed", "start: wrapped§", "no member of the enum"
    ),
    Defect(
        "lifecycle without a state", *within(STATES, "]", ", held]§"), "does not say what `held` is"
    ),
    Defect(
        "lifecycle after its end",
        "{packed: moving, moving: delivered}",
        "{packed: moving, moving: delivered, lost: moving}§",
        "nothing follows `lost`",
    ),
    Defect(
        "lifecycle without an end",
        "{packed: moving, moving: delivered}",
        "{packed: moving, moving: packed}§",
        "leads to no terminal state",
    ),
    Defect(
        "lifecycle of an unknown operation",
        "moves: {send_parcel",
        "moves: §{drop_parcel",
        "there is no operation `drop_parcel`",
    ),
]


def findings(text: str) -> list[tuple[int, str]]:
    try:
        return [(finding.line, finding.message) for finding in lint(loads(text, "parcels.yaml"))]
    except DocumentError as error:
        return [(error.line, error.reason)]


def test_a_clean_document_has_no_findings() -> None:
    """A sound document has no finding."""
    assert findings(CLEAN) == []


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.kind)
def test_a_defect_is_found_on_its_line_and_nothing_else_is(defect: Defect) -> None:
    assert CLEAN.count(defect.old) == 1
    marked = CLEAN.replace(defect.old, defect.new)
    lines = [number for number, line in enumerate(marked.splitlines(), 1) if "§" in line]

    found = findings(marked.replace("§", ""))

    assert sorted({line for line, _ in found}) == lines, found
    assert any(defect.message in message for _, message in found), found


@pytest.mark.parametrize(
    "scheme",
    [
        '{type: oauth2, flows: {clientCredentials: {tokenUrl: "https://a.example/t", scopes: {}}}}',
        '{type: openIdConnect, openIdConnectUrl: "https://parcels.example/keys"}',
        "{type: mutualTLS}",
        "{type: apiKey, in: cookie, name: session}",
        "{type: http, scheme: basic}",
    ],
)
def test_what_the_lint_passes_the_other_tools_read(scheme: str, tmp_path: Path) -> None:
    before, after = loads(CLEAN, "a.yaml"), loads(CLEAN.replace(BEARER, scheme), "b.yaml")
    assert lint(after) == []

    changes = [*spec_changes(before, after), *spec_changes(after, before)]
    stated = facts_of(after).stated
    told = prepared(after.root, "parcels_client")
    (tmp_path / "b.yaml").write_text(after.text, "utf-8")
    (tmp_path / "api" / "parcels").mkdir(parents=True)
    for name in ("send_parcel", "list_parcels", "get_parcel"):
        (tmp_path / "api" / "parcels" / f"{name}.py").touch()
    write_spec_module(tmp_path / "b.yaml", tmp_path)

    assert changes
    assert stated
    assert "Make a client" in told["info"]["description"]
    assert "AUTH_HEADER" in (tmp_path / "spec.py").read_text("utf-8")


@pytest.mark.parametrize("path", SPECS.values(), ids=SPECS)
def test_our_own_specs_are_clean(path: Path) -> None:
    assert [str(finding) for finding in lint(load(path))] == []


def test_each_extension_of_the_lint_is_described_in_the_readme() -> None:
    text = (ROOT / "specs" / "README.md").read_text(encoding="utf-8")

    assert [name for name in EXTENSIONS if f"| `{name}` |" not in text] == []


def test_nodes_without_a_description_are_counted_and_refused_for_a_release(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "parcels.yaml"
    path.write_text(
        CLEAN.replace("{type: number", "{x-undescribed: true, type: number", 1), "utf-8"
    )

    assert main([str(path)]) == 0
    assert "1 node to describe (x-undescribed): " in capsys.readouterr().out
    assert main(["--release", str(path)]) == 1


def test_the_command_prints_the_findings_of_all_files_sorted_and_exits_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clean, broken, missing = (tmp_path / name for name in ("a.yaml", "b.yaml", "c.yaml"))
    clean.write_text(CLEAN, encoding="utf-8")
    broken.write_text(CLEAN.replace("type: number", "type: nmuber"), encoding="utf-8")

    assert main([str(clean)]) == 0
    assert capsys.readouterr().out == "1 spec, nothing to fix.\n"
    assert main([str(missing), str(broken)]) == 1
    lines = capsys.readouterr().out.splitlines()

    assert [line.rpartition("/")[2].split(": ")[0] for line in lines] == [
        "b.yaml:126",
        "b.yaml:127",
        "c.yaml:1",
    ]
