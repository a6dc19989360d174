"""What each edit of an operation, a webhook or a callback means for who sends and who reads."""

from typing import Final

import pytest
from release.api_diff import surface_changes
from release.change import Level
from release.fact import facts_of
from release.spec_diff import spec_changes
from specmock.openapi import loads

B, M, P = Level.BREAKING, Level.MINOR, Level.PATCH

BERTHS: Final = """\
openapi: 3.1.0
info: {title: Berths, version: "1"}
servers: [{url: "https://{env}.b.example/{v}", variables: {env: {default: eu, enum: [eu, us]}, v: {default: v1, description: Version.}}}]
security: [{tok: []}]
paths:
  /ships/{shipId}/berths/{berth_no}:
    summary: Berths
    parameters:
      - {name: shipId, in: path, required: true, schema: {type: string}}
    get:
      operationId: get_berth
      tags: [berths]
      parameters:
        - {name: berth_no, in: path, required: true, schema: {type: integer}}
        - {name: fields, in: query, schema: {type: array, items: {type: string}}}
        - {name: where, in: query, style: deepObject, schema: {type: object, properties: {a: {type: string}}}}
        - {$ref: "#/components/parameters/Page"}
      responses:
        "200":
          description: ok
          headers: {X-Rate: {schema: {type: integer, maximum: 10}}, ETag: {required: true, schema: {type: string}}}
          content:
            application/json: {schema: {$ref: "#/components/schemas/Berth"}}
            application/xml: {schema: {$ref: "#/components/schemas/Berth"}}
          links:
            next: {operationId: get_berth, parameters: {shipId: $response.body#/next}, description: The next.}
        default: {$ref: "#/components/responses/Oops"}
    put:
      operationId: put_berth
      tags: [berths]
      requestBody: {$ref: "#/components/requestBodies/B"}
      responses: {"204": {description: done}}
      callbacks:
        ready:
          "{$request.query.cb}":
            post:
              operationId: on_ready
              requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
              responses: {"200": {description: thanks, content: {application/json: {schema: {$ref: "#/components/schemas/Ack"}}}}, "410": {description: gone}}
  /log:
    post:
      operationId: log
      deprecated: true
      requestBody: {required: true, content: {multipart/form-data: {schema: {type: object, properties: {f: {type: string, format: binary}, m: {type: object}}}, encoding: {m: {contentType: application/json}}}}}
      responses: {2XX: {description: fine}}
webhooks:
  left:
    post:
      operationId: on_left
      security: [{tok: []}]
      parameters: [{name: X-Sig, in: header, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}
      responses: {"204": {description: noted}}
components:
  securitySchemes:
    tok: {type: http, scheme: bearer}
    cookie: {type: apiKey, in: cookie, name: sid}
  parameters: {Page: {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}}
  requestBodies: {B: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Berth"}}}}}
  responses: {Oops: {description: no, content: {application/problem+json: {schema: {type: object}}}}}
  headers: {H: {schema: {type: string}}}
  schemas:
    Berth: {type: object, required: [no], properties: {no: {type: integer}, ship: {$ref: "#/components/schemas/Ship"}, tree: {$ref: "#/components/schemas/Tree"}}}
    Ship: {type: object, properties: {name: {type: string, readOnly: true}, pin: {type: string, writeOnly: true}}}
    Tree: {type: object, properties: {kids: {type: array, items: {$ref: "#/components/schemas/Tree"}}}}
    Note: {type: object, required: [at], properties: {at: {type: string}, why: {type: string, enum: [a, b]}}}
    Ack: {type: object, properties: {ok: {type: boolean}}}
"""
# The text, what stands in its place, the level, a piece of a sentence.
EDITS: Final = {
    "scheme renamed": ("tok", "token", P, ""),
    "scheme case": ("scheme: bearer", "scheme: Bearer", P, ""),
    "bearerFormat": ("scheme: bearer", "scheme: bearer, bearerFormat: JWT", P, ""),
    "var desc": ("description: Version.", "description: V.", P, ""),
    "var default": ("{default: v1", "{default: v2", B, "is `v2` where nobody sets it"),
    "variable of no use": ('{env}.b.example/{v}", variables: {', '{env}.b.example/{v}", variables: {q: {default: x}, ', P, ""),
    "op case": ("operationId: put_berth", "operationId: putBerth", M, "same in Python"),
    "op other in Python": ("operationId: put_berth", "operationId: putberth", B, "`putberth` now"),
    "tag other in Python": ("tags: [berths]", "tags: [ber_ths]", B, "under the tag `ber_ths` now"),
    "tag case": ("tags: [berths]", "tags: [Berths]", M, "same in Python"),
    "undeprecated": ("deprecated: true", "deprecated: false", P, ""),
    "number of a path as text": ("berth_no, in: path, required: true, schema: {type: integer}", "berth_no, in: path, required: true, schema: {type: string}", B, "takes more on the wire, and breaks Python callers only"),
    "number of a query as text": ("schema: {type: integer, minimum: 1, default: 1}", "schema: {type: string, default: 1}", B, "takes more on the wire"),
    "text of a path as a number": ("shipId, in: path, required: true, schema: {type: string}", "shipId, in: path, required: true, schema: {type: integer}", B, "may be refused"),
    "number of a header that is read, as text": ("X-Rate: {schema: {type: integer, maximum: 10}}", "X-Rate: {schema: {type: string}}", B, "answers may hold what readers do not expect"),
    "number of a JSON body as text": ("properties: {no: {type: integer}", "properties: {no: {type: string}", B, "may be refused"),
    "spelling of a media type": ("application/xml:", "Application/XML:", P, "now, it was `application/xml`: it is the same"),
    "character set": ("application/xml:", "application/xml; charset=UTF-8:", P, "`application/xml`: only the character set is another"),
    "params to path item": ("    get:\n      operationId: get_berth\n      tags: [berths]\n      parameters:\n        - {name: berth_no, in: path, required: true, schema: {type: integer}}\n", "    get:\n      operationId: get_berth\n      tags: [berths]\n      parameters:\n        - {name: berth_no, in: path, required: true, schema: {type: integer}}\n        - {name: shipId, in: path, required: true, schema: {type: string}}\n", P, ""),
    "override path param": ("        - {name: berth_no, in: path, required: true, schema: {type: integer}}\n", "        - {name: berth_no, in: path, required: true, schema: {type: integer}}\n        - {name: shipId, in: path, required: true, schema: {type: string, maxLength: 4}}\n", B, "maxLength"),
    "deepObject": ("style: deepObject, ", "", B, "style"),
    "explode of deepObject": ("style: deepObject,", "style: deepObject, explode: true,", P, "another way"),
    "explode on form default": ("{name: fields, in: query,", "{name: fields, in: query, explode: true,", P, ""),
    "allowReserved false": ("{name: fields, in: query,", "{name: fields, in: query, allowReserved: false,", P, ""),
    "required false": ("{name: fields, in: query,", "{name: fields, in: query, required: false,", P, ""),
    "page default": ("default: 1}", "default: 2}", B, "default"),
    "page inline": ('{$ref: "#/components/parameters/Page"}', "{name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}", P, ""),
    "param component renamed": ("Page", "Seite", P, ""),
    "page exclusive": ("minimum: 1, default", "exclusiveMinimum: 0, default", P, ""),
    "header limit up": ("maximum: 10", "maximum: 20", B, "maximum"),
    "header limit down": ("maximum: 10", "maximum: 5", M, "maximum"),
    "etag optional": ("ETag: {required: true,", "ETag: {", B, "left out"),
    "etag case": ("ETag: {", "etag: {", P, ""),
    "header to ref": ("X-Rate: {schema: {type: integer, maximum: 10}}", 'X-Rate: {$ref: "#/components/headers/H"}', B, "string now"),
    "media gone": ('            application/xml: {schema: {$ref: "#/components/schemas/Berth"}}\n', "", B, "application/xml"),
    "link desc": ("description: The next.", "description: Next.", P, ""),
    "link to ref": ("next: {operationId: get_berth,", 'next: {operationRef: "#/paths/~1ships~1{shipId}~1berths~1{berth_no}/get",', P, ""),
    "link other": ("next: {operationId: get_berth,", "next: {operationId: put_berth,", B, "leads to"),
    "link server": ("description: The next.", "description: The next., server: {url: https://x.example}", B, "server"),
    "link new": ("          links:\n", "          links:\n            other: {operationId: put_berth}\n", M, "link"),
    "oops inline": ('{$ref: "#/components/responses/Oops"}', "{description: no, content: {application/problem+json: {schema: {type: object}}}}", P, ""),
    "2XX to 200": ("{2XX: {description: fine}}", '{"200": {description: fine}}', M, "told apart now, as 200"),
    "body inline": ('{$ref: "#/components/requestBodies/B"}', '{required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Berth"}}}}', P, ""),
    "callback expr": ("{$request.query.cb}", "{$request.query.url}", B, "is sent to `{$request.query.url}` now"),
    "callback body required": ('requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}\n              resp', 'requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}\n              resp', M, "always there"),
    "callback answer field required": ("Ack: {type: object,", "Ack: {type: object, required: [ok],", B, "`Ack.ok` is required now"),
    "callback answer field gone": ("properties: {ok: {type: boolean}}", "properties: {}", B, "answers that send it"),
    "callback answer field new": ("{ok: {type: boolean}}", "{ok: {type: boolean}, n: {type: string}}", M, "new"),
    "callback answer status gone": (', "410": {description: gone}', "", B, "410"),
    "callback security new": ("operationId: on_ready\n", "operationId: on_ready\n              security: [{tok: []}]\n", M, "carries"),
    "webhook security gone": ("      security: [{tok: []}]\n", "", B, "no key"),
    "webhook security more": ("      security: [{tok: []}]\n      par", "      security: [{tok: [], cookie: []}]\n      par", M, "carries"),
    "webhook security or": ("      security: [{tok: []}]\n      par", "      security: [{tok: []}, {cookie: []}]\n      par", B, "do not know"),
    "webhook security other": ("      security: [{tok: []}]\n      par", "      security: [{cookie: []}]\n      par", B, "do not know"),
    "root security: not webhook": ("security: [{tok: []}]\npaths", "security: [{cookie: []}]\npaths", B, "refused"),
    "root security or": ("security: [{tok: []}]\npaths", "security: [{tok: []}, {cookie: []}]\npaths", M, "takes"),
    "webhook body optional": ('requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}\n      responses: {"204"', 'requestBody: {required: false, content: {application/json: {schema: {$ref: "#/components/schemas/Note"}}}}\n      responses: {"204"', B, "left out"),
    "webhook header optional": ("X-Sig, in: header, required: true", "X-Sig, in: header, required: false", B, "left out"),
    "webhook header gone": ("[{name: X-Sig, in: header, required: true, schema: {type: string}}]", "[]", B, "readers miss"),
    "webhook answer body": ('{"204": {description: noted}}', '{"204": {description: noted, content: {application/json: {schema: {$ref: "#/components/schemas/Ack"}}}}}', B, "answers without it"),
    "webhook note word new": ("enum: [a, b]", "enum: [a, b, c]", B, "requests may hold"),
    "webhook note word gone": ("enum: [a, b]", "enum: [a]", M, "no longer"),
    "webhook note field required": ("required: [at]", "required: [at, why]", M, "always there"),
    "webhook new": ("webhooks:\n", "webhooks:\n  back: {post: {responses: {}}}\n", M, "new"),
    "multipart encoding": ("contentType: application/json", "contentType: text/plain", B, "encoded"),
    "binary": ("format: binary", "contentMediaType: image/png", B, ""),
    "readOnly off": ("{type: string, readOnly: true}", "{type: string}", M, "may be sent"),
    "writeOnly off": ("{type: string, writeOnly: true}", "{type: string}", M, "answered"),
    "recursion": ("kids: {type: array,", "kids: {type: array, maxItems: 3,", B, "maxItems"),
    "recursion inline": ('tree: {$ref: "#/components/schemas/Tree"}', 'tree: {type: object, properties: {kids: {type: array, items: {$ref: "#/components/schemas/Tree"}}}}', B, "written in place"),
    "schema renamed": ("Ship", "Vessel", B, "called"),
    "path summary": ("summary: Berths", "summary: B", P, ""),
    "x in path item": ("    summary: Berths", "    x-a: 1\n    summary: Berths", B, "no rule"),
    "x in operation": ("operationId: log\n", "operationId: log\n      x-a: 1\n", B, "no rule"),
    "dialect": ("info:", "jsonSchemaDialect: https://x.example\ninfo:", B, "no rule"),
    "trailing slash": ("  /log:", "  /log/:", B, "gone"),
    "head": ("    put:\n", "    head: {responses: {}}\n    put:\n", M, "HEAD"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "level", "told"), EDITS.values(), ids=EDITS)
def test_an_edit_is_weighed_by_who_sends_and_who_reads(
    old: str, new: str, level: Level, told: str
) -> None:
    assert old in BERTHS

    changes = spec_changes(loads(BERTHS, "a.yaml"), loads(BERTHS.replace(old, new), "a.yaml"))

    assert max(each.level for each in changes) is level, changes
    assert any(told in each.sentence for each in changes), changes


@pytest.mark.parametrize(
    ("old", "new", "pointer"),
    [
        ("scheme: bearer", "scheme: basic", "/components/securitySchemes/tok/scheme"),
        (
            "{at: {type: string}, why: {type: string, enum: [a, b]}}",
            "{why: {type: string, enum: [a, b]}, at: {type: string}}",
            "/components/schemas/Note/properties",
        ),
        ("ETag: {", "etag: {", "/paths/~1berths/get/responses/200/headers/etag"),
        ("n/xml:", "n/XML:", "/paths/~1berths/get/responses/200/content/application~1XML"),
    ],
)
def test_a_change_points_at_the_node_that_is_another(old: str, new: str, pointer: str) -> None:
    text = BERTHS.replace("/ships/{shipId}/berths/{berth_no}", "/berths")

    changes = spec_changes(loads(text, "a.yaml"), loads(text.replace(old, new), "a.yaml"))

    assert {each.pointer for each in changes if each.kind == "weighed"} == {pointer}


@pytest.mark.parametrize("name", ["page", "page.no"])
def test_a_change_of_a_parameter_is_that_of_its_argument(name: str) -> None:
    text = BERTHS.replace("name: page,", f"name: {name},")
    line = "argument api.berths.get_berth.sync(*, {}): {} | Unset = UNSET"
    surfaces = [line.format(name.replace(".", "_"), kind) for kind in ("int", "str")]

    facts = facts_of(
        "Berths",
        spec_changes(
            loads(text, "a.yaml"), loads(text.replace("integer, minimum: 1,", "string,"), "a.yaml")
        ),
        surface_changes(surfaces[0], surfaces[1], "berths.api.txt"),
    )

    assert [len(fact.python) for fact in facts if fact.level is B] == [1], facts


@pytest.mark.parametrize("is_declared_in_order", [True, False])
def test_path_parameters_renamed_at_once_are_paired_by_their_places(
    *, is_declared_in_order: bool
) -> None:
    def spec(names: tuple[str, str]) -> str:
        declared = names if is_declared_in_order else names[::-1]
        parameters = (f"{{name: {n}, in: path, required: true, schema: {{}}}}" for n in declared)
        path = "/".join(f"{{{name}}}" for name in names)
        return BERTHS.replace(
            "webhooks:",
            f"  /{path}:\n    parameters: [{', '.join(parameters)}]\n"
            "    get: {operationId: both, responses: {}}\nwebhooks:",
        )

    old, new = spec(("ship", "berth")), spec(("boat", "place"))

    sentences = [each.sentence for each in spec_changes(loads(old, "a.yaml"), loads(new, "a.yaml"))]

    assert {sentence.partition(":")[0] for sentence in sentences} == {
        "the path parameter `ship` of `GET /{boat}/{place}` is called `boat` now",
        "the path parameter `berth` of `GET /{boat}/{place}` is called `place` now",
    }


def test_paths_of_one_shape_are_paired_by_their_names() -> None:
    """A document may have `/a/{id}` and `/a/{email}`, of which one goes."""
    old = BERTHS.replace(
        "webhooks:",
        "  /log/{id}: {get: {operationId: by_id, responses: {}}}\n"
        "  /log/{name}: {get: {operationId: by_name, responses: {}}}\nwebhooks:",
    )
    new = old.replace("  /log/{id}: {get: {operationId: by_id, responses: {}}}\n", "")

    (change,) = spec_changes(loads(old, "a.yaml"), loads(new, "a.yaml"))

    assert change.sentence == "`GET /log/{id}` is gone: requests to it fail"


def test_a_schema_of_operations_that_come_and_go_breaks_nothing_more() -> None:
    old, new = BERTHS.replace("/log:", "/old:"), BERTHS.replace("/log:", "/new:")
    schema = '{schema: {$ref: "#/components/schemas/Line"}}'
    both = [
        text.replace(
            "2XX: {description: fine}", f"2XX: {{description: f, content: {{a/b: {schema}}}}}"
        )
        + f"    Line: {{type: {kind}}}\n"
        for text, kind in ((old, "string"), (new, "integer"))
    ]

    changes = spec_changes(*(loads(text, "a.yaml") for text in both))

    assert [(each.level, each.sentence) for each in changes] == [
        (B, "`POST /old` is gone: requests to it fail"),
        (M, "`POST /new` is new"),
        (
            P,
            (
                "/components/schemas/Line/type is another, "
                "and no operation that is in both documents uses it"
            ),
        ),
    ]


def test_a_document_that_names_its_servers_at_last_moves_none() -> None:
    old = BERTHS.replace(BERTHS[BERTHS.index("servers:") : BERTHS.index("security:")], "")

    (change,) = spec_changes(loads(old, "a.yaml"), loads(BERTHS, "a.yaml"))

    assert (change.level, change.what) == (M, "the server `https://{env}.b.example/{v}` is new")
