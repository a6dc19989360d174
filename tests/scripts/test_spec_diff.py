"""What each edit of a spec means for who sends requests and who reads answers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from release.api_diff import surface_changes
from release.change import Change, Level
from release.document_diff import canonical
from release.fact import facts_of
from release.spec_diff import spec_changes
from specmock.openapi import Document, load, loads
from text_edits import edited

from specs import SPECS

B, M, P = Level.BREAKING, Level.MINOR, Level.PATCH

DEPOTS = """\
openapi: 3.1.0
info: {title: Depots, version: "1", contact: {name: Somebody}}
servers:
  - url: https://api.depots.example
  - url: https://{region}.depots.example
    variables: {region: {default: eu, enum: [eu, us]}}
security: [{bearer: []}, {key: []}]
tags: [{name: depots, description: Depots.}]
paths:
  /depots:
    get:
      operationId: list_depots
      tags: [depots, public]
      summary: List depots.
      security: [{oauth: [read]}]
      parameters:
        - {$ref: "#/components/parameters/Limit"}
        - {name: kinds, in: query, explode: true, schema: {type: array, items: {type: string}}}
        - {name: filter.name, in: query, schema: {type: string, minLength: 2}}
        - {name: X-Tenant, in: header, required: true, schema: {type: string}}
        - {name: session, in: cookie, schema: {type: string}}
        - name: shape
          in: query
          content: {application/json: {schema: {type: object, properties: {size: {type: integer}}}}}
      responses:
        "200":
          description: Some depots.
          headers:
            X-Total: {required: true, schema: {type: integer}}
            X-Note: {schema: {type: string}}
          content:
            application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Depot"}}}
            text/csv: {}
        "404": {$ref: "#/components/responses/Missing"}
    post:
      operationId: add_depot
      tags: [depots]
      deprecated: false
      requestBody:
        required: false
        content:
          application/json:
            schema: {$ref: "#/components/schemas/NewDepot"}
            examples: {one: {value: {name: A}}}
          multipart/form-data:
            schema: {type: object, properties: {file: {type: string}}}
            encoding: {file: {contentType: image/png}}
      responses:
        "201":
          description: Added.
          content: {application/json: {schema: {$ref: "#/components/schemas/Depot"}}}
          links:
            depot: {operationId: get_depot, parameters: {depot_id: $response.body#/id}}
        "400": {$ref: "#/components/responses/Missing"}
      callbacks:
        done:
          "{$request.body#/hook}":
            post:
              requestBody:
                content: {application/json: {schema: {$ref: "#/components/schemas/Event"}}}
              responses: {"200": {description: Thanks.}}
  /depots/{depot_id}/{part}:
    servers: [{url: "https://parts.depots.example"}]
    parameters:
      - {name: depot_id, in: path, required: true, schema: {type: string, format: uuid}}
      - {name: part, in: path, required: true, schema: {type: string}}
    get:
      operationId: get_depot
      tags: [depots]
      security: [{bearer: [], key: []}]
      responses:
        "200":
          description: A depot.
          content: {application/json: {schema: {$ref: "#/components/schemas/Place"}}}
webhooks:
  moved:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Event"}}}
      responses: {"204": {description: Noted.}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer, bearerFormat: JWT}
    key: {type: apiKey, in: header, name: X-Key}
    oauth:
      type: oauth2
      flows:
        clientCredentials:
          tokenUrl: https://login.depots.example/token
          scopes: {read: Read depots., write: Change depots.}
  parameters:
    Limit: {name: limit, in: query, schema: {$ref: "#/components/schemas/Limit"}}
  responses:
    Missing:
      description: There is none.
      content: {application/json: {schema: {$ref: "#/components/schemas/Problem"}}}
  schemas:
    Limit: {type: integer, minimum: 1, maximum: 100, default: 20}
    NewDepot:
      type: object
      required: [name, size]
      properties:
        name: {type: string, minLength: 1, maxLength: 40, pattern: "^[A-Z]"}
        size: {type: number, exclusiveMinimum: 0, multipleOf: 5}
        kind: {type: string, enum: [big, small]}
        labels: {type: array, maxItems: 9, items: {type: string}}
        note: {type: [string, "null"]}
        rank: {type: integer, format: int32}
        id: {type: string, readOnly: true}
        secret: {type: string}
        owner: {oneOf: [{$ref: "#/components/schemas/Person"}, {$ref: "#/components/schemas/Firm"}]}
        extra: {type: object, additionalProperties: {type: string}}
    Depot:
      type: object
      required: [id, name]
      properties:
        id: {type: string, format: uuid}
        name: {type: string, maxLength: 40}
        size: {type: number, minimum: 0}
        state: {$ref: "#/components/schemas/State"}
        mood: {anyOf: [{$ref: "#/components/schemas/Mood"}, {type: string}]}
        late: {type: [boolean, "null"]}
        a.b: {type: string}
        description: {type: string}
        owner:
          oneOf: [{$ref: "#/components/schemas/Person"}, {$ref: "#/components/schemas/Firm"}]
          discriminator:
            propertyName: type
            mapping: {person: "#/components/schemas/Person", firm: "#/components/schemas/Firm"}
        gone: {type: string, deprecated: true}
        parts: {type: array, uniqueItems: true, items: {$ref: "#/components/schemas/Part"}}
    State:
      type: string
      enum: [open, busy, closed]
      x-lifecycle: {start: open, next: {open: busy}, terminal: {closed: success}, idle: []}
    Mood: {type: string, enum: [good, bad]}
    Part:
      allOf:
        - {$ref: "#/components/schemas/Sized"}
        - {type: object, required: [code], properties: {code: {type: string}}}
    Sized: {type: object, properties: {width: {type: integer}}}
    Place: {type: object, properties: {x: {type: number}, y: {type: number}}, additionalProperties: false}
    Person: {type: object, required: [type, first], properties: {type: {const: person}, first: {type: string}}}
    Firm: {type: object, required: [type, title], properties: {type: {const: firm}, title: {type: string}}}
    Event: {type: object, properties: {at: {type: string}}}
    Problem: {type: object, required: [reason], properties: {reason: {type: string}}}
    Unused: {type: object}
x-rate-limit: {limit: 60, window: 60, scope: [key]}
x-mock: {keys: {demo: accepted, other: {status: "403"}}, missing-key: {status: "401"}}
"""

# The text, what stands in its place, the level, a piece of a sentence.
EDITS: dict[str, tuple[str, str, Level, str]] = {
    # Paths, methods and names.
    "path gone": ("  /depots/{depot_id}/{part}:", "  /places/{depot_id}/{part}:", B, "`GET /depots/{depot_id}/{part}` is gone"),
    "path new": ("webhooks:", "  /more: {get: {responses: {}}}\nwebhooks:", M, "`GET /more` is new"),
    "path parameter renamed": ("depot_id", "id", B, "`depot_id` of `GET /depots/{id}/{part}` is called `id`"),
    "path parameters in another order": ("      - {name: depot_id, in: path, required: true, schema: {type: string, format: uuid}}\n      - {name: part, in: path, required: true, schema: {type: string}}", "      - {name: part, in: path, required: true, schema: {type: string}}\n      - {name: depot_id, in: path, required: true, schema: {type: string, format: uuid}}", B, "stand in another order"),
    "path parameters swapped in the path": ("/{depot_id}/{part}:", "/{part}/{depot_id}:", B, "go to other places of it"),
    "path parameter renamed in the path only": ("/{depot_id}/{part}:", "/{depot_id}/{piece}:", B, "no parameter is called `piece`"),
    "method gone": ("    post:\n      operationId: add_depot", "    put:\n      operationId: add_depot", B, "`POST /depots` is gone"),
    "method new": ("    post:\n      operationId: add_depot", "    patch: {responses: {}}\n    post:\n      operationId: add_depot", M, "`PATCH /depots` is new"),
    "operation renamed": ("operationId: list_depots", "operationId: all_depots", B, "called `all_depots` now, it was `list_depots`"),
    "operation without a name": ("      operationId: list_depots\n", "", B, "has no name any more"),
    "first tag": ("tags: [depots, public]", "tags: [public, depots]", B, "is under the tag `public` now"),
    "second tag": ("tags: [depots, public]", "tags: [depots, open]", P, "the first is the same"),
    "operation deprecated": ("deprecated: false", "deprecated: true", M, "the operation of `POST /depots` is deprecated"),
    # Servers.
    "server moved": ("url: https://api.depots.example", "url: https://api2.depots.example", B, "the server `https://api.depots.example` is gone"),
    "server new": ("  - url: https://{region}", "  - url: https://third.depots.example\n  - url: https://{region}", M, "`https://third.depots.example` is new"),
    "server first": ("  - url: https://api.depots.example\n", "", B, "`https://api.depots.example` is gone"),
    "servers swapped": ("  - url: https://api.depots.example\n  - url: https://{region}.depots.example\n    variables: {region: {default: eu, enum: [eu, us]}}", "  - url: https://{region}.depots.example\n    variables: {region: {default: eu, enum: [eu, us]}}\n  - url: https://api.depots.example", B, "comes first now"),
    "server of one path": ("https://parts.depots.example", "https://bits.depots.example", B, "is gone for `/depots/{depot_id}/{part}`"),
    "server variable": ("default: eu", "default: us", B, "`region` of the server"),
    "server variable value gone": ("enum: [eu, us]", "enum: [eu]", B, "is one of `[\"eu\"]` now"),
    "server variable value new": ("enum: [eu, us]", "enum: [eu, us, ap]", M, "is one of"),
    # Security.
    "alternative gone": ("security: [{bearer: []}, {key: []}]", "security: [{key: []}]", B, "requests with an Authorization of Bearer are refused"),
    "alternative new": ("security: [{bearer: []}, {key: []}]", "security: [{bearer: []}, {key: []}, {oauth: []}]", M, "takes an Authorization of Bearer, or the key"),
    "both at once": ("security: [{bearer: []}, {key: []}]", "security: [{bearer: [], key: []}]", B, "are refused"),
    "one of two that were both needed": ("security: [{bearer: [], key: []}]", "security: [{key: []}]", M, "takes the key `x-key` in the header now"),
    "no key": ("security: [{oauth: [read]}]", "security: []", M, "takes no key now"),
    "a key where there was none": ("security: [{bearer: [], key: []}]", "security: [{bearer: [], key: [], oauth: []}]", B, "are refused"),
    "anonymous beside": ("security: [{oauth: [read]}]", "security: [{}, {oauth: [read]}]", M, "takes no key, or"),
    "alternatives swapped": ("security: [{bearer: []}, {key: []}]", "security: [{key: []}, {bearer: []}]", M, "first now: clients send that"),
    "scope more": ("{oauth: [read]}", "{oauth: [read, write]}", B, "the scope `write`"),
    "scope less": ("{oauth: [read]}", "{oauth: []}", M, "takes a token of OAuth 2"),
    "scope of a flow gone": (", write: Change depots.", "", B, "the scope `write` of `oauth` is gone"),
    "address of tokens": ("https://login.depots.example/token", "https://login.depots.example/v2", B, "are refused"),
    "scheme": ("scheme: bearer", "scheme: basic", B, "takes an Authorization of Basic"),
    "place of the key": ("in: header, name: X-Key", "in: query, name: X-Key", B, "in the query"),
    "name of the key": ("name: X-Key", "name: X-Token", B, "the key `x-token` in the header"),
    "name of the key in capitals": ("name: X-Key", "name: X-KEY", P, "written in another way"),
    # Parameters.
    "parameter gone": ("        - {name: session, in: cookie, schema: {type: string}}\n", "", B, "the cookie parameter `session` of `GET /depots` is gone"),
    "parameter new": ("        - {name: session, in: cookie,", "        - {name: more, in: query, schema: {type: string}}\n        - {name: session, in: cookie,", M, "the query parameter `more` of `GET /depots` is new"),
    "required parameter new": ("        - {name: session, in: cookie,", "        - {name: more, in: query, required: true, schema: {type: string}}\n        - {name: session, in: cookie,", B, "requests without it are refused"),
    "required cookie new": ("        - {name: session, in: cookie,", "        - {name: sid, in: cookie, required: true, schema: {type: string}}\n        - {name: session, in: cookie,", B, "the cookie parameter `sid`"),
    "cookie required": ("{name: session, in: cookie,", "{name: session, in: cookie, required: true,", B, "is required now"),
    "header optional": ("{name: X-Tenant, in: header, required: true,", "{name: X-Tenant, in: header,", M, "is no longer required"),
    "header in capitals": ("name: X-Tenant", "name: x-tenant", P, "written in another way"),
    "name with a dot gone": ("        - {name: filter.name, in: query, schema: {type: string, minLength: 2}}\n", "", B, "`filter.name` of `GET /depots` is gone"),
    "name with a dot renamed": ("name: filter.name", "name: filter.title", B, "`filter.name` of `GET /depots` is gone"),
    "place of a parameter": ("{name: kinds, in: query", "{name: kinds, in: header", B, "the query parameter `kinds`"),
    "explode": ("explode: true", "explode: false", B, "has explode `false` now"),
    "style": ("{name: kinds, in: query,", "{name: kinds, in: query, style: pipeDelimited,", B, "has style `pipeDelimited` now"),
    "style that is the default": ("{name: kinds, in: query,", "{name: kinds, in: query, style: form,", P, "written in another way"),
    "explode of a text": ("{name: session, in: cookie,", "{name: session, in: cookie, explode: false,", P, "written in another way"),
    "reserved characters": ("{name: kinds, in: query,", "{name: kinds, in: query, allowReserved: true,", B, "has allowReserved"),
    "empty value": ("{name: kinds, in: query,", "{name: kinds, in: query, allowEmptyValue: true,", M, "has allowEmptyValue"),
    "parameter deprecated": ("{name: kinds, in: query,", "{name: kinds, in: query, deprecated: true,", M, "is deprecated"),
    "default of a parameter": ("default: 20", "default: 50", B, "has the default `50` now, it was `20`"),
    "default gone": (", default: 20", "", B, "has no default any more"),
    "default new": ("{name: kinds, in: query, explode: true, schema: {type: array,", "{name: kinds, in: query, explode: true, schema: {default: [a], type: array,", M, "has the default"),
    "content of a parameter": ("content: {application/json: {schema: {type: object, properties: {size: {type: integer}}}}}", "schema: {type: string}", B, "is sent as plain text now"),
    "field of a parameter": ("properties: {size: {type: integer}}", "properties: {size: {type: string}}", B, "is string now, it was integer"),
    "parameters in another order": ('        - {$ref: "#/components/parameters/Limit"}\n        - {name: kinds, in: query, explode: true, schema: {type: array, items: {type: string}}}', '        - {name: kinds, in: query, explode: true, schema: {type: array, items: {type: string}}}\n        - {$ref: "#/components/parameters/Limit"}', P, "written in another way"),
    "parameter written in place": ('{$ref: "#/components/parameters/Limit"}', '{name: limit, in: query, schema: {$ref: "#/components/schemas/Limit"}}', P, "written in another way"),
    # Bodies.
    "body required": ("required: false\n", "required: true\n", B, "the request body of `POST /depots` is required now"),
    "body new": ("      security: [{oauth: [read]}]\n", "      security: [{oauth: [read]}]\n      requestBody: {content: {text/plain: {}}}\n", M, "the request body of `GET /depots` is new"),
    "required body new": ("      security: [{oauth: [read]}]\n", "      security: [{oauth: [read]}]\n      requestBody: {required: true, content: {text/plain: {}}}\n", B, "requests without it are refused"),
    "media type of a request": ("          application/json:\n            schema: {$ref: \"#/components/schemas/NewDepot\"}", "          application/x-www-form-urlencoded:\n            schema: {$ref: \"#/components/schemas/NewDepot\"}", B, "is no longer `application/json`"),
    "media type with a parameter": ("          application/json:\n            schema: {$ref: \"#/components/schemas/NewDepot\"}", "          application/json; charset=utf-8:\n            schema: {$ref: \"#/components/schemas/NewDepot\"}", P, "only the character set is another"),
    "encoding": ("contentType: image/png", "contentType: image/jpeg", B, "encoded in another way"),
    # Answers.
    "success gone": ('        "201":', '        "202":', B, "the answer 201 of `POST /depots` is gone"),
    "error gone": ('        "404": {$ref: "#/components/responses/Missing"}\n', "", M, "the answer 404 of `GET /depots` is gone"),
    "error new": ('        "404": {$ref', '        "410": {description: Gone.}\n        "404": {$ref', M, "the answer 410 of `GET /depots` is new"),
    "media type of an answer": ("            application/json: {schema: {type: array,", "            application/vnd.depots+json: {schema: {type: array,", B, "readers of it get nothing"),
    "media type gone": ("            text/csv: {}\n", "", B, "is no longer `text/csv`"),
    "media type new": ("            text/csv: {}\n", "            text/csv: {}\n            text/plain: {}\n", M, "may be `text/plain`"),
    "required header gone": ("            X-Total: {required: true, schema: {type: integer}}\n", "", B, "the header `x-total` of the answer 200"),
    "optional header gone": ("            X-Note: {schema: {type: string}}\n", "", M, "which was not always there"),
    "header may be missing": ("X-Total: {required: true,", "X-Total: {", B, "may be left out now"),
    "header retyped": ("X-Total: {required: true, schema: {type: integer}}", "X-Total: {required: true, schema: {type: string}}", B, "is string now, it was integer"),
    "header new": ("            X-Note:", "            X-More: {schema: {type: string}}\n            X-Note:", M, "`x-more` of the answer 200 of `GET /depots` is new"),
    "link to another operation": ("operationId: get_depot, parameters", "operationId: add_depot, parameters", B, "leads to `POST /depots` now, it led to `GET /depots/{depot_id}/{part}`"),
    "link parameter": ("$response.body#/id", "$response.body#/name", B, "has parameters"),
    "link gone": ("            depot: {operationId: get_depot, parameters: {depot_id: $response.body#/id}}", "            other: {operationId: get_depot, parameters: {depot_id: $response.body#/id}}", B, "the link `depot` of the answer 201"),
    # Schemas of requests.
    "request: words that are no type": ("note: {type: [string, \"null\"]}", "note: {type: 5}", B, "is 5 now"),
    "request: field called title needs another": ("    NewDepot:\n", "    NewDepot:\n      dependentRequired: {title: [note]}\n", B, "has dependentRequired"),
    "request: type": ("rank: {type: integer", "rank: {type: string", B, "`NewDepot.rank` is string now"),
    "request: wider type": ("rank: {type: integer, format: int32}", "rank: {type: number, format: int32}", M, "is number now, it was integer"),
    "request: narrower type": ("size: {type: number, exclusiveMinimum", "size: {type: integer, exclusiveMinimum", B, "is integer now, it was number"),
    "request: null": ("secret: {type: string}", 'secret: {type: [string, "null"]}', M, "may be null now"),
    "request: no null": ('note: {type: [string, "null"]}', "note: {type: string}", B, "is never null now"),
    "request: types in another order": ('note: {type: [string, "null"]}', 'note: {type: ["null", string]}', P, "written in another way"),
    "request: format": ("secret: {type: string}", "secret: {type: string, format: uuid}", B, "has format `uuid` now"),
    "request: wider format": ("format: int32", "format: int64", M, "has format `int64` now"),
    "request: no format": ("rank: {type: integer, format: int32}", "rank: {type: integer}", M, "has no format any more"),
    "request: word new": ("enum: [big, small]", "enum: [big, small, tiny]", M, "`NewDepot.kind` may be `tiny`"),
    "request: word gone": ("enum: [big, small]", "enum: [big]", B, "is no longer `small`"),
    "request: words new": ("enum: [big, small]", "enum: [tiny, big, small, huge]", M, "`NewDepot.kind` may be `tiny` or `huge`"),
    "request: words gone": ("enum: [big, small]", "enum: [huge]", B, "is no longer `big` or `small`: requests"),
    "request: words in another order": ("enum: [big, small]", "enum: [small, big]", P, "in another order"),
    "request: words appear": ("secret: {type: string}", "secret: {type: string, enum: [a]}", B, "is one of `a` now"),
    "request: words disappear": ("kind: {type: string, enum: [big, small]}", "kind: {type: string}", M, "may be more than `big`, `small` now"),
    "request: constant": ("secret: {type: string}", "secret: {type: string, const: a}", B, "is one of `a` now"),
    "request: maximum lower": ("maximum: 100", "maximum: 50", B, "has maximum `50` now, it had `100`"),
    "request: maximum higher": ("maximum: 100", "maximum: 500", M, "has maximum `500` now"),
    "request: maximum gone": ("maximum: 100, ", "", M, "has no maximum any more"),
    "request: maximum as a fraction": ("maximum: 100", "maximum: 100.0", Level.NONE, ""),
    "request: minimum lower": ("minimum: 1,", "minimum: 0,", M, "has minimum `0` now"),
    "request: exclusive minimum instead": ("minimum: 1,", "exclusiveMinimum: 1,", B, "has exclusiveMinimum `1` now, it had minimum `1`"),
    "request: minimum instead": ("exclusiveMinimum: 0", "minimum: 0", M, "has minimum `0` now, it had exclusiveMinimum `0`"),
    "request: exclusive minimum": ("exclusiveMinimum: 0", "exclusiveMinimum: 1", B, "has exclusiveMinimum `1` now"),
    "request: multiple of a part": ("multipleOf: 5", "multipleOf: 2.5", M, "has multipleOf `2.5` now"),
    "request: multiple of more": ("multipleOf: 5", "multipleOf: 10", B, "has multipleOf `10` now"),
    "request: multiple of another": ("multipleOf: 5", "multipleOf: 3", B, "has multipleOf `3` now"),
    "request: longest text": ("minLength: 1, maxLength: 40", "minLength: 1, maxLength: 30", B, "has maxLength `30`"),
    "request: shortest text": ("minLength: 2", "minLength: 3", B, "`filter.name` of `GET /depots` has minLength `3`"),
    "request: pattern": ('pattern: "^[A-Z]"', 'pattern: "^[A-F]"', B, "has pattern"),
    "request: no pattern": (', pattern: "^[A-Z]"', "", M, "has no pattern any more"),
    "request: most items": ("maxItems: 9", "maxItems: 8", B, "has maxItems `8`"),
    "request: unique items": ("maxItems: 9", "maxItems: 9, uniqueItems: true", B, "has uniqueItems"),
    "request: fewest fields": ("extra: {type: object,", "extra: {type: object, minProperties: 1,", B, "has minProperties"),
    "request: only read": ("secret: {type: string}", "secret: {type: string, readOnly: true}", B, "is sent no longer"),
    "request: no longer only read": ("id: {type: string, readOnly: true}", "id: {type: string}", M, "may be sent now"),
    "request: field required": ("required: [name, size]\n", "required: [name, size, kind]\n", B, "`NewDepot.kind` is required now"),
    "request: field only read is required": ("required: [name, size]\n", "required: [name, size, id]\n", P, "written in another way"),
    "request: field optional": ("required: [name, size]\n", "required: [name]\n", M, "`NewDepot.size` is no longer required"),
    "request: required in another order": ("required: [name, size]\n", "required: [size, name]\n", P, "in another order"),
    "request: fields in another order": ('        name: {type: string, minLength: 1, maxLength: 40, pattern: "^[A-Z]"}\n        size: {type: number, exclusiveMinimum: 0, multipleOf: 5}\n', '        size: {type: number, exclusiveMinimum: 0, multipleOf: 5}\n        name: {type: string, minLength: 1, maxLength: 40, pattern: "^[A-Z]"}\n', B, "arguments that are given by position change places"),
    "request: field gone": ("        secret: {type: string}\n", "", B, "`NewDepot.secret` is gone"),
    "request: field new": ("        secret:", "        more: {type: string}\n        secret:", M, "`NewDepot.more` is new"),
    "request: required field new": ("required: [name, size]\n      properties:\n", "required: [name, size, more]\n      properties:\n        more: {type: string}\n", B, "`NewDepot.more` is new: it is required"),
    "request: closed": ("    NewDepot:\n      type: object\n", "    NewDepot:\n      type: object\n      additionalProperties: false\n", B, "has no other properties now"),
    "request: other fields of a kind": ("    NewDepot:\n      type: object\n", "    NewDepot:\n      type: object\n      additionalProperties: {type: string}\n", B, "of one kind only"),
    "request: other fields of any kind": ("additionalProperties: {type: string}", "additionalProperties: true", M, "of any kind"),
    "request: kind of other fields": ("additionalProperties: {type: string}", "additionalProperties: {type: integer}", B, "`NewDepot.extra.*` is integer now"),
    "request: open as it was": ("    NewDepot:\n      type: object\n", "    NewDepot:\n      type: object\n      additionalProperties: true\n", P, "written in another way"),
    "request: alternative new": ('owner: {oneOf: [{$ref: "#/components/schemas/Person"},', 'owner: {oneOf: [{type: string}, {$ref: "#/components/schemas/Person"},', M, "`NewDepot.owner` may also be string"),
    "request: alternative gone": ('owner: {oneOf: [{$ref: "#/components/schemas/Person"}, ', "owner: {oneOf: [", B, "`NewDepot.owner` is no longer `Person`"),
    "request: condition": ("    NewDepot:\n", "    NewDepot:\n      not: {required: [note]}\n", B, "has not"),
    "request: items": ("labels: {type: array, maxItems: 9, items: {type: string}}", "labels: {type: array, maxItems: 9, items: {type: integer}}", B, "`NewDepot.labels[]` is integer"),
    # Schemas of answers.
    "answer: field gone": ("        description: {type: string}\n        owner:", "        owner:", B, "`Depot.description` is gone: readers miss it"),
    "answer: name with a dot gone": ("        a.b: {type: string}\n", "", B, '`Depot."a.b"` is gone'),
    "answer: field new": ("        a.b:", "        more: {type: string}\n        a.b:", M, "`Depot.more` is new"),
    "answer: optional": ("required: [id, name]", "required: [id]", B, "`Depot.name` may be left out now"),
    "answer: always there": ("required: [id, name]", "required: [id, name, size]", M, "`Depot.size` is always there now"),
    "answer: wider type": ("width: {type: integer}", "width: {type: number}", B, "is number now, it was integer"),
    "answer: narrower type": ("size: {type: number, minimum: 0}", "size: {type: integer, minimum: 0}", M, "is integer now, it was number"),
    "answer: null": ("a.b: {type: string}", 'a.b: {type: [string, "null"]}', B, "may be null now"),
    "answer: no null": ('late: {type: [boolean, "null"]}', "late: {type: boolean}", M, "is never null now"),
    "answer: word new": ("enum: [open, busy, closed]", "enum: [open, busy, closed, lost]", B, "`State` may be `lost`"),
    "answer: words new": ("enum: [open, busy, closed]", "enum: [open, busy, closed, lost, found, 3]", B, "`State` may be `lost`, `found` or `3`: answers"),
    "answer: word gone": ("enum: [open, busy, closed]", "enum: [open, closed]", M, "`State` is no longer `busy`"),
    "answer: open word new": ("enum: [good, bad]", "enum: [good, bad, mixed]", P, "readers are prepared for any other text"),
    "answer: opened": ('state: {$ref: "#/components/schemas/State"}', 'state: {anyOf: [{$ref: "#/components/schemas/State"}, {type: string}]}', B, "`Depot.state` may also be string"),
    "answer: closed words": ('mood: {anyOf: [{$ref: "#/components/schemas/Mood"}, {type: string}]}', 'mood: {$ref: "#/components/schemas/Mood"}', M, "`Depot.mood` is no longer string"),
    "answer: minimum lower": ("minimum: 0}", "minimum: -1}", B, "has minimum `-1` now"),
    "answer: minimum higher": ("minimum: 0}", "minimum: 1}", M, "has minimum `1` now"),
    "answer: longer text": ("name: {type: string, maxLength: 40}", "name: {type: string, maxLength: 80}", B, "has maxLength `80`"),
    "answer: no longest text": ("name: {type: string, maxLength: 40}", "name: {type: string}", B, "has no maxLength any more"),
    "answer: not unique": ("uniqueItems: true, ", "", B, "has no uniqueItems any more"),
    "answer: closed": ("    Depot:\n      type: object\n", "    Depot:\n      type: object\n      additionalProperties: false\n", M, "has no other properties now"),
    "answer: opened to other fields": ("additionalProperties: false}", "additionalProperties: true}", M, "has other properties now"),
    "answer: only sent": ("a.b: {type: string}", "a.b: {type: string, writeOnly: true}", B, "is no longer answered"),
    "answer: deprecated": ("a.b: {type: string}", "a.b: {type: string, deprecated: true}", M, "is deprecated"),
    "answer: no longer deprecated": ("gone: {type: string, deprecated: true}", "gone: {type: string}", P, "is no longer deprecated"),
    "answer: default": ("a.b: {type: string}", "a.b: {type: string, default: x}", P, "has the default"),
    "answer: alternative new": ('          oneOf: [{$ref: "#/components/schemas/Person"},', '          oneOf: [{type: string}, {$ref: "#/components/schemas/Person"},', B, "`Depot.owner` may also be string"),
    "answer: alternative gone": ('          oneOf: [{$ref: "#/components/schemas/Person"}, ', "          oneOf: [", M, "`Depot.owner` is no longer `Person`"),
    "answer: alternatives swapped": ('          oneOf: [{$ref: "#/components/schemas/Person"}, {$ref: "#/components/schemas/Firm"}]', '          oneOf: [{$ref: "#/components/schemas/Firm"}, {$ref: "#/components/schemas/Person"}]', B, "clients take the first that fits"),
    "answer: any alternative": ('          oneOf: [{$ref', '          anyOf: [{$ref', P, "its alternatives share no value"),
    "answer: discriminator": ("propertyName: type", "propertyName: kind", B, "is told apart by `kind` now"),
    "answer: discriminated word": ('mapping: {person:', 'mapping: {human:', B, "where `type` is `person`"),
    "answer: part of allOf": ("required: [code]", "required: []", B, "`Part.code` may be left out now"),
    "answer: part of allOf gone": ('        - {$ref: "#/components/schemas/Sized"}\n', "", B, "`Part.width` is gone"),
    "answer: part of allOf in place": ('        - {$ref: "#/components/schemas/Sized"}\n', "        - {type: object, properties: {width: {type: integer}}}\n", P, "written in another way"),
    "answer: fields in another order": ("{x: {type: number}, y: {type: number}}", "{y: {type: number}, x: {type: number}}", P, "in another order"),
    # Requests that we get.
    "callback: field gone": ("properties: {at: {type: string}}", "properties: {}", B, "`Event.at` is gone"),
    "callback renamed": ("        done:", "        ready:", B, "the callback `done` of `POST /depots` is gone"),
    "webhook gone": ("  moved:", "  renamed:", B, "nothing is sent to it any more"),
    # Names of schemas.
    "class renamed": ("Place", "Spot", B, "the schema `Place` is called `Spot` now"),
    "name of a response": ("Missing", "Absent", P, "written in another way"),
    "unused schema": ("Unused: {type: object}", "Unused: {type: string}", P, "no operation uses it"),
    # Our own extensions.
    "state ends otherwise": ("terminal: {closed: success}", "terminal: {closed: failure}", B, "the verdict of a wait is another"),
    "another end": ("terminal: {closed: success}", "terminal: {closed: success, busy: error}", B, "the state `busy` of `State` means `error` now"),
    "idle state": ("idle: []", "idle: [open]", B, "the state `open` of `State`"),
    "way of a run": ("next: {open: busy}", "next: {open: closed}", M, "the mocks' runs of `State` go another way"),
    "no life": ("      x-lifecycle: {start: open, next: {open: busy}, terminal: {closed: success}, idle: []}\n", "", B, "it gives no verdict"),
    "rate limit lower": ("limit: 60,", "limit: 30,", B, "all operations together may be asked 30 times in 60 s"),
    "rate limit higher": ("limit: 60,", "limit: 90,", M, "it was 60 times in 60 s"),
    "rate limit gone": ("x-rate-limit: {limit: 60, window: 60, scope: [key]}\n", "", M, "has no rate limit any more"),
    "rate limit of another": ("scope: [key]", "scope: [account]", B, "for each account"),
    "exactly one of": ("      security: [{oauth: [read]}]\n", "      security: [{oauth: [read]}]\n      x-exactly-one-of: [limit, kinds]\n", B, "needs exactly one of `limit`, `kinds` now"),
    "aggregate": ("      security: [{oauth: [read]}]\n", "      security: [{oauth: [read]}]\n      x-aggregate: {runs: get_depot.depot_id}\n", M, "the mock computes the answer of `GET /depots`"),
    "mock's key gone": ("demo: accepted, ", "", B, "the mock's key `demo` is gone"),
    "mock's answer": ('missing-key: {status: "401"}', 'missing-key: {status: "403"}', M, "the mock does another thing for `missing-key`"),
    # What people read, and what no rule knows.
    "description": ("Some depots.", "Depots.", P, "the documentation at"),
    "summary": ("summary: List depots.", "summary: Depots.", P, "the documentation at"),
    "contact": ("name: Somebody", "name: Nobody", P, "the documentation at /info/contact/name"),
    "example": ("{value: {name: A}}", "{value: {name: B}}", P, "the documentation at"),
    "external documentation": ("x-mock:", "externalDocs: {url: https://docs.example}\nx-mock:", P, "the documentation at"),
    "title": ("    Event: {", "    Event: {title: An event, ", P, "the documentation at"),
    "field called description": ("description: {type: string}\n        owner:", "description: {type: integer}\n        owner:", B, "`Depot.description` is integer now"),
    "unknown keyword": ("    Event: {", "    Event: {unheard: 1, ", B, "which no rule weighs"),
    "unknown extension": ("x-mock:", "x-other: 1\nx-mock:", B, "/x-other is new, which no rule weighs"),
    "xml": ("    Event: {", "    Event: {xml: {name: event}, ", B, "/components/schemas/Event/xml is new, which no rule weighs"),
    "OpenAPI version": ("openapi: 3.1.0", "openapi: 3.1.1", P, "the document is OpenAPI 3.1.1 now"),
    "spaces": ("tags: [depots, public]", "tags: [ depots, public ]", Level.NONE, ""),
}  # fmt: skip


def depots(text: str = DEPOTS) -> Document:
    return loads(text, "depots.yaml")


@pytest.mark.parametrize(("old", "new", "level", "told"), EDITS.values(), ids=EDITS)
def test_an_edit_is_weighed_by_who_is_concerned(
    old: str, new: str, level: Level, told: str
) -> None:
    changes = spec_changes(depots(), depots(edited(DEPOTS, (old, new))))

    assert max((each.level for each in changes), default=Level.NONE) is level, changes
    if told:
        sentences = [each.sentence for each in changes if each.level is level]
        assert any(told in sentence for sentence in sentences), sentences


# The vendor, the text, what stands in its place, the level, a piece of a sentence.
OWN = {
    "form instead of JSON": ("checkly", 'required: true\n        content:\n          application/json:\n            schema: {$ref: "#/components/schemas/CancelRequest"}', 'required: true\n        content:\n          application/x-www-form-urlencoded:\n            schema: {$ref: "#/components/schemas/CancelRequest"}', B, "is no longer `application/json`"),
    "optional body": ("qualigate", "by exactly one of three ids, and how.\n        required: true\n", "by exactly one of three ids, and how.\n        required: false\n", M, "the request body"),
    "other server": ("qualigate", "url: https://qualigate.app\n", "url: https://api.qualigate.app\n", B, "the server `https://qualigate.app` is gone"),
    "one way to send the key": ("qualigate", "security: [{bearer: []}, {apiKey: []}]", "security: [{apiKey: []}]", B, "are refused"),
    "both ways at once": ("qualigate", "security: [{bearer: []}, {apiKey: []}]", "security: [{bearer: [], apiKey: []}]", B, "are refused"),
    "key in the query": ("testclix", "in: header\n      name: x-api-key", "in: query\n      name: x-api-key", B, "in the query"),
    "exactly one of": ("qualigate", "      x-exactly-one-of: [test_run_id, suite_run_id]\n", "", M, "no longer needs exactly one of"),
    "exactly one of, swapped": ("qualigate", "x-exactly-one-of: [test_run_id, suite_run_id]", "x-exactly-one-of: [suite_run_id, test_run_id]", P, "written in another way"),
    "rate limit": ("qualigate", "limit: 30", "limit: 20", B, "may be asked 20 times in 60 s"),
    "order of states": ("qualigate", "          pending: {all: [pending]}\n          completed: {all: [passed, failed, error, timeout, canceled]}\n", "          completed: {all: [passed, failed, error, timeout, canceled]}\n          pending: {all: [pending]}\n", M, "`states` is"),
    "end of a run": ("testclix", "error: failure", "error: error", B, "the state `error` of"),
    "words of an open status": ("testclix", "enum: [not recorded,", "enum: [paused, not recorded,", P, "may be `paused`: readers are prepared"),
    "component renamed": ("testclix", "ScenarioStatus", "CaseStatus", B, "the schema `ScenarioStatus` is called `CaseStatus` now"),
    "path parameter renamed": ("testclix", "test_id", "case_id", B, "is called `case_id` now"),
    "operation deprecated": ("testclix", "operationId: get_status\n", "operationId: get_status\n      deprecated: true\n", M, "is deprecated"),
    "mock's wrong key": ("testclix", 'wrong-key: {status: "403"', 'wrong-key: {status: "401"', M, "`wrong-key`"),
}  # fmt: skip


@pytest.mark.parametrize(("vendor", "old", "new", "level", "told"), OWN.values(), ids=OWN)
def test_an_edit_of_our_specs_is_weighed(
    vendor: str, old: str, new: str, level: Level, told: str
) -> None:
    text = SPECS[vendor].read_text("utf-8")

    changes = spec_changes(loads(text, "old.yaml"), loads(edited(text, (old, new)), "old.yaml"))

    assert max(each.level for each in changes) is level, changes
    assert any(told in each.sentence for each in changes if each.level is level), changes


OLD_WORDS = {
    "nullable": ("nullable: true", "nullable: false", B, "is never null now"),
    "exclusive": ("minimum: 0, exclusiveMinimum: true", "minimum: 0", M, "has minimum `0` now, it had exclusiveMinimum"),
    "version": ("openapi: 3.0.3", "openapi: 3.1.0", B, "is never null now"),
    "exclusive in 3.1": ("openapi: 3.0.3", "openapi: 3.1.0", B, "has minimum `0` now, it had exclusiveMinimum"),
    "name": ("value: {", "amount: {", B, "`Item.value` is gone"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "level", "told"), OLD_WORDS.values(), ids=OLD_WORDS)
def test_the_words_of_openapi_3_0_are_weighed(old: str, new: str, level: Level, told: str) -> None:
    text = """\
openapi: 3.0.3
info: {title: Items, version: "1"}
paths:
  /items:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Item"}}}}
      responses: {default: {description: Done.}}
components:
  schemas:
    Item:
      type: object
      properties:
        value: {type: number, nullable: true, minimum: 0, exclusiveMinimum: true}
"""

    changes = spec_changes(loads(text, "a.yaml"), loads(text.replace(old, new), "a.yaml"))

    assert max(each.level for each in changes) is level, changes
    assert any(told in each.sentence for each in changes), changes


# What is put into the document first, then the text, what stands in its place, the level, a piece.
PAIRS: dict[str, tuple[dict[str, str], str, str, Level, str]] = {
    "anchor": ({"items: {$ref: \"#/components/schemas/Part\"}": "items: {$ref: \"#part\"}", "    Part:\n": "    Part:\n      $anchor: part\n"}, "required: [code]", "required: []", B, "`Part.code` may"),
    "subtype in a mapping": ({"    Event: {": "    Event: {discriminator: {propertyName: at, mapping: {x: Unused}}, "}, "Unused: {type: object}", "Unused: {type: object, properties: {at: {type: integer}}}", M, "`Unused.at` is new"),
    "subtype by allOf": ({"    Event: {": "    Event: {discriminator: {propertyName: at}, ", "Unused: {type: object}": 'Unused: {allOf: [{$ref: "#/components/schemas/Event"}, {type: object, properties: {n: {type: integer}}}]}'}, "n: {type: integer}", "n: {type: string}", B, "`Unused.n` is string now"),
    "flow gone": ({"      flows:\n": "      flows:\n        password: {tokenUrl: https://p.example, scopes: {read: R}}\n"}, "        password: {tokenUrl: https://p.example, scopes: {read: R}}\n", "", B, "are refused"),
    "flow new": ({}, "      flows:\n", "      flows:\n        password: {tokenUrl: https://p.example, scopes: {read: R}}\n", M, "takes"),
    "media type of another version": ({"text/csv: {}": "text/csv;version=1: {}"}, "version=1", "version=2", B, "is no longer `text/csv;version=1`"),
    "unknown field of a scheme of all operations": ({}, "bearer: {type: http,", "bearer: {x-k: 1, type: http,", B, "which no rule weighs"),
    "one of, with a field of the body": ({"operationId: add_depot": "operationId: add_depot\n      x-exactly-one-of: [name, kind]"}, "[name, kind]", "[name, kind, note]", B, "other requests are refused"),
    "webhook: body required": ({}, "  moved:\n    post:\n", "  moved:\n    post:\n      parameters: [{name: X-S, in: header, required: true, schema: {type: string}}]\n", M, "is new"),
    "webhook: answer gone": ({'"204": {description: Noted.}': '"204": {description: Noted.}, "200": {description: Done.}'}, ', "200": {description: Done.}', "", B, "it may be refused"),
    "webhook: answer with a header": ({}, "{description: Noted.}", "{description: Noted., headers: {X-S: {required: true, schema: {type: string}}}}", B, "answers without it are refused"),
    "header that OpenAPI ignores": ({}, "name: X-Tenant, in: header, required: true,", "name: X-Tenant, in: header, required: true, schema: {type: string}}\n        - {name: Authorization, in: header, required: true,", P, "another way"),
    "two servers of one address": ({"  - url: https://api.depots.example\n": "  - {url: 'https://{region}.depots.example', variables: {region: {default: us}}}\n"}, "default: eu", "default: us", B, "is `us` where nobody sets it"),
    "limit of nothing": ({}, "a.b: {type: string}", "a.b: {type: string, minLength: 0}", P, "another way"),
    "limit of another type": ({}, "secret: {type: string}", "secret: {type: string, minimum: 3}", P, "another way"),
    "field of no type": ({}, "secret: {type: string}", "secret: false", B, "`NewDepot.secret` is never there now: requests"),
    "answer: field of no type": ({}, "late: {type: [boolean, \"null\"]}", "late: false", B, "`Depot.late` is never there now: readers"),
    "type that the words have": ({"kind: {type: string, enum": "kind: {enum"}, "kind: {enum", "kind: {type: string, enum", P, "another way"),
    "type that leaves words out": ({"kind: {type: string, enum: [big,": "kind: {enum: [1,"}, "kind: {enum", "kind: {type: string, enum", B, "`NewDepot.kind` is string now"),
    "default of a discriminator": ({}, "          discriminator:\n", "          discriminator:\n            defaultMapping: Firm\n", B, "which no rule weighs"),
    "discriminator that is none": ({}, "    Event: {", "    Event: {discriminator: 5, ", B, "which no rule weighs"),
    "name with a dot": ({}, "a.b: {type: string}", "a.b: {type: integer}", B, '`Depot."a.b"` is integer now'),
    "security of what is new": ({"security: [{bearer: []}, {key: []}]\n": "", "operationId: add_depot\n": "operationId: add_depot\n      security: []\n"}, "tags: [{name: depots, description: Depots.}]\npaths:\n", "security: [{key: []}]\ntags: [{name: depots, description: Depots.}]\npaths:\n  /new: {get: {responses: {}}}\n", M, "`GET /new` is new"),
    "component that was not there": ({"    Part:\n": "    Lost:\n"}, "    Lost:\n", "    Part:\n", B, "is the schema `Part` now"),
    "encoding with its default": ({"{contentType: image/png}": "{style: form}"}, "{style: form}", "{style: form, explode: true}", P, "another way"),
    "paths that were null": ({DEPOTS[DEPOTS.index("paths:") : DEPOTS.index("webhooks:")]: "paths: null\n"}, "paths: null", "paths: {/a: {get: {responses: {}}}}", M, "`GET /a` is new"),
    "no paths, as null": ({DEPOTS[DEPOTS.index("paths:") : DEPOTS.index("webhooks:")]: "paths: {}\n"}, "paths: {}", "paths: null", P, "another way"),
    "servers that were null": ({DEPOTS[DEPOTS.index("servers:\n") : DEPOTS.index("security:")]: "servers: null\n"}, "servers: null", "servers: [{url: https://a.example}]", M, "`https://a.example` is new"),
    "component that others take in, for senders": ({'schema: {$ref: "#/components/schemas/Place"}': 'schema: {allOf: [{$ref: "#/components/schemas/NewDepot"}]}', "    Unused: {type: object}": '    Unused: {allOf: [{$ref: "#/components/schemas/NewDepot"}, {type: object}]}', 'items: {$ref: "#/components/schemas/Depot"}': 'items: {$ref: "#/components/schemas/Unused"}'}, "required: [name, size]", "required: [name, size, rank]", B, "`NewDepot.rank` (as `Unused.rank`) is required now: requests"),
    "parameter that leads nowhere": ({}, '- {$ref: "#/components/parameters/Limit"}', '- {$ref: "#/components/parameters/Limit"}\n        - {$ref: "#/components/parameters/No"}', B, "which no rule weighs"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "old", "new", "level", "told"), PAIRS.values(), ids=PAIRS)
def test_an_edit_of_a_document_with_more_in_it_is_weighed(
    given: dict[str, str], old: str, new: str, level: Level, told: str
) -> None:
    text = edited(DEPOTS, *given.items())

    changes = spec_changes(depots(text), depots(edited(text, (old, new))))

    assert max((each.level for each in changes), default=Level.NONE) is level, changes
    assert any(told in each.sentence for each in changes if each.level is level), changes


# A keyword of a request with a name that is a word of documentation elsewhere, before and after.
NAMES_AS_DATA = {
    "dependentRequired": ("{title: [note]}", "{title: [rank]}"),
    "if": (
        "{properties: {title: {const: a}}}\n      then: {required: [note]}",
        "{properties: {title: {const: b}}}\n      then: {required: [note]}",
    ),
    "not": ("{properties: {title: {type: string}}}", "{properties: {title: {type: integer}}}"),
    "contentSchema": ("{properties: {title: {minLength: 1}}}", "{properties: {title: {}}}"),
}


@pytest.mark.parametrize(("keyword", "values"), NAMES_AS_DATA.items(), ids=NAMES_AS_DATA)
def test_a_field_called_as_documentation_is_a_field_in_any_keyword(
    keyword: str, values: tuple[str, str]
) -> None:
    old, new = (
        depots(DEPOTS.replace("    NewDepot:\n", f"    NewDepot:\n      {keyword}: {value}\n"))
        for value in values
    )

    (change,) = spec_changes(old, new)

    assert (change.level, change.kind) == (B, "weighed")
    assert keyword in change.sentence


@pytest.mark.parametrize("vendor", SPECS)
def test_the_same_spec_has_no_changes_and_a_new_one_is_one(vendor: str) -> None:
    spec = loads(SPECS[vendor].read_text("utf-8"), "spec.yaml")

    assert spec_changes(spec, spec) == []
    assert [change.level for change in spec_changes(None, spec)] == [M]
    assert [change.level for change in spec_changes(spec, None)] == [B]


def found(name: str) -> list[Change]:
    """The changes of an edit of the table."""
    return spec_changes(depots(), depots(DEPOTS.replace(*EDITS[name][:2])))


def test_a_fact_of_a_shared_component_is_told_once_with_all_that_it_concerns() -> None:
    (change,) = spec_changes(
        depots(), depots(DEPOTS.replace("properties: {reason: {type: string}}", "properties: {}"))
    )

    assert change.sentence == "`Problem.reason` is gone: readers miss it"
    assert change.uses == (
        "the answer 400 of `POST /depots`",
        "the answer 404 of `GET /depots`",
    )
    assert change.pointer == "/components/schemas/Problem/properties/reason"
    assert change.where == f"depots.yaml:{line_of('Problem:')}"


def line_of(text: str) -> int:
    return next(n for n, line in enumerate(DEPOTS.splitlines(), 1) if text in line)


def test_a_fact_for_senders_and_readers_is_told_once_at_its_gravest() -> None:
    text = DEPOTS.replace(
        'items: {$ref: "#/components/schemas/Depot"}',
        'items: {$ref: "#/components/schemas/NewDepot"}',
    )

    (change,) = spec_changes(
        depots(text), depots(text.replace("enum: [big, small]", "enum: [big]"))
    )

    assert change.level is B
    assert change.sentence.startswith("`NewDepot.kind` is no longer `small`: requests")


@pytest.mark.parametrize(
    ("old", "new", "end"),
    [
        ("required: [name, size]", "required: [name, size, rank]", "now: {}"),
        (
            "rank: {type: integer,",
            "rank: {type: boolean,",
            "it was integer: {}; answers may hold what readers do not expect",
        ),
    ],
)
def test_what_breaks_senders_names_their_places_first(old: str, new: str, end: str) -> None:
    """An answer of an earlier operation has the same schema."""
    text = edited(
        DEPOTS,
        (
            'items: {$ref: "#/components/schemas/Depot"}',
            'items: {$ref: "#/components/schemas/NewDepot"}',
        ),
    )

    (change,) = spec_changes(depots(text), depots(edited(text, (old, new))))

    assert change.sentence.endswith(end.format("requests that were accepted may be refused"))
    assert change.uses == ("the request body of `POST /depots`", "the answer 200 of `GET /depots`")


def test_a_new_word_of_python_follows_from_that_of_the_enum_and_not_from_its_lifecycle() -> None:
    text = DEPOTS.replace("state: {$ref: ", "state: {anyOf: [{type: string}, {$ref: ").replace(
        'schemas/State"}', 'schemas/State"}]}'
    )
    new = text.replace("closed]", "closed, lost]").replace("success}", "success, lost: failure}")
    surfaces = "class models.State\n", "class models.State\nmember models.State 'LOST'\n"

    facts = facts_of("", spec_changes(depots(text), depots(new)), surface_changes(*surfaces, "api"))

    assert [(fact.change.what.partition(":")[0], len(fact.python)) for fact in facts] == [
        ("the state `lost` of `State` means `failure` now", 0),
        ("may be `lost`", 1),
    ]


def test_what_is_named_at_a_rule_of_its_own_is_not_named_again() -> None:
    (change,) = found("server of one path")[:1]

    assert change.kind == "weighed"
    assert not [each for each in found("request: field gone") if each.kind != "weighed"]


@pytest.mark.parametrize("name", ["unknown keyword", "unknown extension", "xml"])
def test_what_no_rule_weighs_is_named_with_its_pointer(name: str) -> None:
    (change,) = found(name)

    assert (change.kind, change.level) == ("not weighed", B)
    assert change.pointer in change.sentence


def test_a_reference_that_leads_nowhere_is_told_and_no_traceback() -> None:
    changes = spec_changes(depots(), depots(DEPOTS.replace('schemas/Event"', 'schemas/Nothing"')))

    assert any("which is not in the document" in each.sentence for each in changes)


def test_names_from_a_document_cannot_leave_their_marks_or_their_line() -> None:
    text = DEPOTS.replace("a.b: {", '"x`y\\n## z\\u001b[31m": {')

    changes = spec_changes(depots(), depots(text))

    sentences = [each.sentence for each in changes if each.section == "Added"]
    assert sentences == ["`Depot.x'y ## z [31m` is new"]


# A random edit of any node.

NAMED = ("documentation", "not weighed")  # kinds of which each is named with its pointer


def nodes(node: Any, pointer: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [pointer] if pointer else []
    keys = node if isinstance(node, dict) else range(len(node) if isinstance(node, list) else 0)
    return [*found, *(each for key in keys for each in nodes(node[key], (*pointer, key)))]


def other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value}x"
        case list():
            return {"zz": 1}
        case _:
            return ["zz"]


def turned(value: Any) -> Any:
    """A list backwards; the entries of a map too, which only counts for properties."""
    if isinstance(value, list):
        return value[::-1]
    return dict(reversed(value.items())) if isinstance(value, dict) else value


def drop(parent: Any, key: Any) -> None:
    del parent[key]


def alter(parent: Any, key: Any) -> None:
    parent[key] = other(parent[key])


def turn(parent: Any, key: Any) -> None:
    parent[key] = turned(parent[key])


def rename(parent: Any, key: Any) -> None:
    value = parent.pop(key)
    parent.insert(0, value) if isinstance(parent, list) else parent.update({f"{key}x": value})


def add(parent: Any, key: Any) -> None:
    if isinstance(parent[key], dict):
        parent[key]["zz"] = 1
    elif isinstance(parent[key], list):
        parent[key].append("zz")


EDITORS: list[Callable[[Any, Any], None]] = [drop, alter, turn, rename, add]
WHOLE = {"depots": depots(), **{name: load(path) for name, path in SPECS.items()}}
TEXTS = {name: json.dumps(document.root) for name, document in WHOLE.items()}
NODES = {name: nodes(document.root) for name, document in WHOLE.items()}


def meaning(root: Any) -> str:
    """All that a document says: the order of properties counts, that of other maps does not."""

    def ordered(node: Any, key: str = "") -> Any:
        if isinstance(node, dict):
            keep = key in ("properties", "states")
            entries = {name: ordered(value, name) for name, value in node.items()}
            return [*entries.items()] if keep else entries
        return [ordered(item) for item in node] if isinstance(node, list) else node

    return canonical(ordered(root))


MEANINGS = {name: meaning(document.root) for name, document in WHOLE.items()}


@pytest.mark.slow
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_edit_of_any_node_is_weighed_or_named(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(WHOLE)))
    *steps, key = data.draw(st.sampled_from(NODES[name]))
    editor = data.draw(st.sampled_from(EDITORS))
    root = json.loads(TEXTS[name])
    parent: Any = root
    for step in steps:
        parent = parent[step]
    editor(parent, key)

    changes = spec_changes(WHOLE[name], loads(json.dumps(root), "spec.yaml"))

    if meaning(root) == MEANINGS[name]:
        assert [each.kind for each in changes if each.level > P] == []
    else:
        assert changes
    assert all(each.pointer in each.sentence for each in changes if each.kind in NAMED)
