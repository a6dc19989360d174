"""Documents that are not ours: 3.0 and 3.1, without examples, and what cannot be served."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import specmock
from specmock import HttpRequest, HttpResponse
from specmock.engine.check import findings
from text_edits import edited

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT / "tests" / "specmock" / "documents"

ZOO_3_0 = (DOCUMENTS / "zoo-3.0.yaml").read_text()
ZOO_3_1 = (DOCUMENTS / "zoo-3.1.yaml").read_text()
COOKIE = {"cookie": "other=1; session=7"}


def mocked(text: str) -> specmock.Mock:
    return specmock.Mock(specmock.loads(text, "zoo.yaml", strict=False))


def ask(mock: specmock.Mock, line: str, headers: Any = None, body: bytes = b"") -> HttpResponse:
    method, _, target = line.partition(" ")
    path, _, query = target.partition("?")
    answer = mock.handle(HttpRequest(method, path, query, headers or COOKIE, body))
    assert isinstance(answer, HttpResponse)
    return answer


def test_answers_are_made_from_schemas() -> None:
    mock = mocked(ZOO_3_0)

    animals = ask(mock, "GET /animals")

    assert (animals.status, animals.headers["x-total"]) == (200, "3")
    assert len(animals.json()) == 2
    node = ask(mock, "GET /animals/5.json").json()
    assert (node["next"] is None or "next" in node["next"], "hidden" in node) == (True, False)


def test_the_words_of_3_1_are_understood() -> None:
    mock = mocked(ZOO_3_1)

    thing = ask(mock, "GET /things?token=demo-key", {}).json()
    pair = ask(mock, "GET /pairs?token=demo-key", {}).json()

    assert pair == [pair[0], "x"]
    assert thing["money"].endswith("EUR")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 200),
        ("filter[legs]=4&filter[tame]=true", 200),
        ("filter[legs]=9", 422),
        ("filter[legs]=four", 422),
        ("filter[wings]=2", 422),
        ("ids=1|2|3", 200),
        ("ids=1%7C2", 200),
        ("ids=1|two", 422),
        ("x=1.5&y=-2e3", 200),
        ("x=east", 422),
        ("tags=a,b", 200),
        ("tags=a,c", 422),
        ("unknown=1", 200),
    ],
)
def test_parameters_of_all_styles(query: str, status: int) -> None:
    assert ask(mocked(ZOO_3_0), f"GET /animals?{query}").status == status


@pytest.mark.parametrize(
    ("line", "headers", "status"),
    [
        ("GET /animals", {}, 422),
        ("GET /animals", {"cookie": "session=x"}, 422),
        ("GET /animals/5.json", {}, 200),
        ("GET /animals/0.json", {}, 422),
        ("GET /animals/5.xml", {}, 422),
        ("GET /animals/5", {}, 404),
        ("GET /animals/5.json/;rest=4", {}, 204),
    ],
)
def test_cookies_and_paths(line: str, headers: dict[str, str], status: int) -> None:
    text = ZOO_3_0.replace("default:", "'200':")

    answer = ask(mocked(text), line, {"accept": "*/*", **headers})

    assert answer.status == status


def test_alternatives_that_only_a_discriminator_tells_apart() -> None:
    text = ZOO_3_0.replace("kind: {enum: [cat, Cat]}, ", "").replace(
        "kind: {enum: [dog, Dog]}, ", ""
    )
    headers = {**COOKIE, "content-type": "application/json"}

    answers = [
        ask(mocked(text), "POST /animals", headers, json.dumps({**DOG, "kind": kind}).encode())
        for kind in ("dog", "Dog", "cat", "cow")
    ]

    assert [answer.status for answer in answers] == [201, 201, 201, 422]


def test_alternatives_whose_own_constant_is_not_their_name() -> None:
    text = ZOO_3_0.replace("mapping: {cat: '#/components/schemas/Cat', dog: Dog}", "mapping: {}")
    text = text.replace("[cat, Cat]", "[feline]").replace("[dog, Dog]", "[canine]")
    headers = {**COOKIE, "content-type": "application/json"}

    made = ask(mocked(text), "GET /animals").json()
    answers = [
        ask(mocked(text), "POST /animals", headers, json.dumps({**DOG, "kind": kind}).encode())
        for kind in ("canine", "feline", "Dog")
    ]

    assert {animal["kind"] for animal in made} == {"feline", "canine"}
    assert [answer.status for answer in answers] == [201, 201, 422]


ROUTED = """
openapi: 3.1.0
info: {title: Routed, version: '1'}
paths:
  x-owner: {get: nobody}
  /jobs/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: A job.
          content:
            application/json:
              schema:
                type: object
                default: {$ref: '#/nowhere'}
                enum: [{$ref: '#/nowhere'}]
              examples:
                outside: {externalValue: 'https://example.com/job.json'}
                inside: {value: {$ref: '#/nowhere'}}
  /jobs/latest:
    get: {responses: {'204': {description: The latest job.}}}
"""


def test_a_concrete_path_comes_before_a_template_that_fits_it_too() -> None:
    mock = mocked(ROUTED)

    assert ask(mock, "GET /jobs/latest").status == 204
    assert ask(mock, "GET /jobs/7").status == 200


def test_a_reference_inside_data_is_data() -> None:
    assert ask(mocked(ROUTED), "GET /jobs/7").json() == {"$ref": "#/nowhere"}


def test_extensions_beside_the_paths_are_no_paths() -> None:
    assert [each.path for each in mocked(ROUTED).operations.values()] == [
        "/jobs/{id}",
        "/jobs/latest",
    ]


def test_an_example_at_another_address_has_no_value_to_answer_with() -> None:
    prefer = {"prefer": "example=outside"}

    assert ask(mocked(ROUTED), "GET /jobs/7", prefer).status == 400


LOOSE = """
openapi: 3.1.0
info: {title: Loose, version: '1'}
paths:
  /words:
    get:
      responses:
        200:
          description: An example that breaks its schema.
          content:
            application/json:
              schema: {type: array, uniqueItems: true, minItems: 2, items: {type: string, pattern: '^(0|[1-9]+)$'}}
              example: [0]
  /words?beta=true:
    get: {responses: {200: {description: Nobody gets here.}}}
"""


def test_what_others_write_loosely_is_served() -> None:
    words = ask(mocked(LOOSE), "GET /words")

    assert words.status == 200
    assert len(set(words.json())) == 2
    assert "the example breaks it" in words.headers["x-specmock-reason"]


DOG = {"kind": "dog", "name": "Rex", "weight": 1.5, "tricks": ["sit", "roll"]}


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", json.dumps(DOG), 201),
        ("application/json", json.dumps({**DOG, "kind": "cat", "chip": None}), 201),
        ("application/json", json.dumps({**DOG, "kind": "cow"}), 422),
        ("application/json", json.dumps({**DOG, "tricks": ["sit"]}), 422),
        ("application/json", json.dumps({**DOG, "weight": 0}), 422),
        ("application/x-www-form-urlencoded", "name=Rex+II&age=4&tags=a&tags=b", 201),
        ("application/x-www-form-urlencoded", "name=Rex&age=four", 422),
        ("application/x-www-form-urlencoded", "age=4", 422),
        (
            "application/xml",
            "<slip age='4'><name>Rex</name></slip>",
            201,
        ),
        ("application/xml", "<slip/>", 422),
        ("application/xml", "<slip><name>Rex</name><wings>2</wings></slip>", 422),
        ("application/xml", "<slip age='four'><name>Rex</name></slip>", 422),
        ("application/xml", "name=Rex", 422),
        ("text/csv", "a,b", 415),
        (
            "multipart/form-data; boundary=b",
            '--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nRex\r\n--b--\r\n',
            201,
        ),
        ("multipart/form-data; boundary=b", "--b--\r\n", 422),
        ("multipart/form-data", "nothing", 422),
    ],
)
def test_bodies_of_all_types(content_type: str, body: str, status: int) -> None:
    headers = {**COOKIE, "content-type": content_type}

    answer = ask(mocked(ZOO_3_0), "POST /animals", headers, body.encode())

    assert answer.status == status, answer


XML = (DOCUMENTS / "pets-xml.yaml").read_text()
BOMB = "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("<pet id='1'><photo>a</photo><photo>b</photo><labels><tag><n>4</n></tag></labels></pet>", ""),
        ("<p:pet xmlns:p='urn:pets' id='1'><p:labels/></p:pet>", ""),
        ("<dog id='1'><labels/></dog>", "is no application/xml"),
        ("<pet><labels/></pet>", '"id" is a required property'),
        ("<pet id='1'><labels><tag><n>x</n></tag></labels></pet>", "body/tags/0/n: "),
        ("<pet id='1'><labels/><photo/><photo/><photo/></pet>", "body/photos: "),
        ("<pet id='1'><labels/><wings>2</wings></pet>", "wings"),
        ("<pet id='1'><labels/>", "is no application/xml"),
        (BOMB + "<pet id='1'><labels>&c;</labels></pet>", "is no application/xml"),
        ("<?xml version='1.0' encoding='klingon'?><pet id='1'><labels/></pet>", "is no application/xml"),
    ],
)  # fmt: skip
def test_xml_is_judged_by_its_schema(body: str, reason: str) -> None:
    headers = {"content-type": "application/xml"}

    answer = ask(mocked(XML), "PUT /pets", headers, body.encode())

    assert answer.status == (422 if reason else 200)
    assert reason in answer.headers.get("x-specmock-reason", "")


def test_xml_may_nest_deeply() -> None:
    body = b"<pet id='1'><labels>" + b"<a>" * 50_000 + b"</a>" * 50_000 + b"</labels></pet>"

    answer = ask(mocked(XML), "PUT /pets", {"content-type": "application/xml"}, body)

    assert answer.status == 422


def test_answers_in_xml_are_what_a_request_may_be(tmp_path: Path) -> None:
    mock = mocked(XML)
    headers = {"content-type": "application/xml"}

    made = ask(mock, "PUT /pets", headers, b"<pet id='1'><labels/></pet>")
    again = ask(mock, "PUT /pets", headers, made.body)
    example = ask(mock, "GET /pets")

    assert b"<ns0:pet" in made.body
    assert b"<labels><labels><n>" in made.body
    assert again.status == 200
    assert example.body == b"<pet id='3'><labels/></pet>"
    path = tmp_path / "pets.yaml"
    path.write_text(edited(XML, ("<pet id='3'>", "<pet id='x'>")))
    assert any("example example/id" in finding.reason for finding in findings(path))


XML_PET = """
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {'200': {description: Fine., content: {CONTENT}}}}
    put:
      requestBody: {content: {application/xml: {schema: {$ref: '#/components/schemas/Pet'}}}}
      responses: {'200': {description: Fine., content: {CONTENT}}}
components:
  schemas:
    Pet:
      type: object
      xml: {name: pet}
      properties:
        id: {type: string}
        name: {type: string}
        tags: {type: array, xml: {wrapped: true}, items: {type: integer}}
"""


@pytest.mark.parametrize(
    "content",
    [
        "application/xml: {SCHEMA}",
        "application/xml: {SCHEMA, example: '<pet><id>1</id><name>Ada</name></pet>'}",
        "application/json: {SCHEMA}, application/xml: {SCHEMA}",
    ],
)
def test_what_was_sent_is_answered_in_xml_as_well(content: str) -> None:
    content = content.replace("SCHEMA", "schema: {$ref: '#/components/schemas/Pet'}")
    mock = mocked(
        "openapi: 3.1.0\ninfo: {title: Pets, version: '1'}" + XML_PET.replace("CONTENT", content)
    )
    body = b"<pet><name>Rex</name><tags/></pet>"

    ask(mock, "PUT /pets/7", {"content-type": "application/xml"}, body)
    answer = ask(mock, "GET /pets/7", {"accept": "application/xml"})

    for part in (b"<id>7</id>", b"<name>Rex</name>", b"<tags />"):
        assert part in answer.body


def test_the_client_chooses_among_media_types() -> None:
    headers = {**COOKIE, "content-type": "application/json"}
    body = json.dumps(DOG).encode()

    plain = ask(mocked(ZOO_3_0), "POST /animals", {**headers, "accept": "text/plain"}, body)
    either = ask(mocked(ZOO_3_0), "POST /animals", headers, body)

    assert plain.headers["content-type"] == "text/plain"
    assert either.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("headers", "query", "status"),
    [
        ({}, "", 401),
        ({"authorization": "Basic ZGVtby1rZXk6"}, "", 200),
        ({"authorization": "Basic YW5uOmRlbW8ta2V5"}, "", 200),
        ({"authorization": "Basic dTpw"}, "", 401),
        ({"authorization": "Basic ???"}, "", 401),
        ({"authorization": "Bearer x"}, "", 401),
        ({}, "token=demo-key", 200),
        ({}, "token=x", 401),
        ({}, "token=", 401),
    ],
)
def test_keys_of_other_kinds(headers: dict[str, str], query: str, status: int) -> None:
    mock = mocked(ZOO_3_1)

    answer = ask(mock, f"GET /things?{query}", {"accept": "*/*", **headers})

    assert answer.status == status
    assert not {"token=x", "token=demo-key"} & set(re.split("[?&']", str(mock.journal)))


@pytest.mark.parametrize("asked", ["GET /things?t%6fken=x", "PUT /things?token=x", "GET /?token=x"])
def test_a_key_in_a_query_is_not_kept_whatever_it_was_sent_to(asked: str) -> None:
    mock = mocked(ZOO_3_1)

    ask(mock, asked)

    [entry] = mock.journal
    assert entry.path.endswith("=***")


UNUSABLE = {
    "another version": ("openapi: 3.1.0", "openapi: 2.0.0", 1, "this is OpenAPI 2.0.0"),
    "no paths": ("paths:", "webhooks:", 1, "no paths to serve; webhooks are not called"),
    "the next version": ("openapi: 3.1.0", "openapi: 3.2.0", 1, "say 3.1.1"),
    "the version before": ("openapi: 3.1.0", "swagger: '2.0'", 1, "npx swagger2openapi"),
    "no version": ("openapi: 3.1.0", "open: 1", 1, "`openapi` with a version is missing"),
}


@pytest.mark.parametrize("defect", UNUSABLE)
def test_a_document_that_cannot_be_served_is_refused_with_its_line(defect: str) -> None:
    old, new, line, reason = UNUSABLE[defect]

    with pytest.raises(specmock.DocumentError, match=reason) as caught:
        mocked(ZOO_3_1.lstrip().replace(old, new, 1))

    assert caught.value.line == line
    assert str(caught.value).startswith("zoo.yaml:")


@pytest.mark.parametrize("version", ["3.1", "'3.1'", "3.0", "3.1.1"])
def test_a_version_may_be_written_short(version: str) -> None:
    text = ZOO_3_1.lstrip().replace("openapi: 3.1.0", f"openapi: {version}")

    assert mocked(text).refused == []


REFUSED = {
    "a loose end": ("schemas/Numbers", "schemas/Number", 20, "leads nowhere"),
    "another file": ("#/components/schemas/Numbers", "other.yaml#/a", 20, "no file other.yaml"),
    "a file elsewhere": ("#/components/schemas/Numbers", "../a.yaml", 20, "out of the folder"),
    "the network": ("#/components/schemas/Numbers", "https://a.b/c", 20, "@redocly/cli bundle"),
    "headers as a list": ("No key.}", "No key., headers: [A]}", 21, "headers is not a mapping"),
    "content as a list": ("No key.}", "No key., content: [A]}", 21, "content is not a mapping"),
}


@pytest.mark.parametrize("defect", REFUSED)
def test_what_cannot_be_served_is_refused_alone_with_its_line(defect: str) -> None:
    old, new, line, reason = REFUSED[defect]
    mock = mocked(ZOO_3_1.lstrip().replace(old, new, 1))

    refused = mock.refused[0]
    answer = ask(mock, f"{refused.method} {refused.path}?token=demo-key", {})

    assert reason in refused.error.reason
    assert abs(refused.error.line - line) <= 1
    assert answer.status == 501
    assert f"zoo.yaml:{refused.error.line}: " in answer.json()["detail"]


PASSED_OVER = {
    "a header that is none": ("No key.}", "No key., headers: {A B: {}}}", 21, "name of a header"),
    "a status that is none": ("'401'", "'4O1'", 22, "4O1 is not a status"),
    "a path that is none": ("/things:", "things:", 6, "is not a path"),
    "a path parameter that is not described": ("/things:", "/things/{key}:", 7, "key is not described"),
    "examples as a list": ("No key.}", "No key., content: {a/b: {examples: [1]}}}", 21, "by name"),
    "an unknown scheme": ("security: [{basic", "security: [{digest", 3, "no security scheme"),
    "a requirement that is none": ("[{basic: []}, {query", "[basic, {query", 3, "not a security"),
    "a scheme that is none": ("{type: http, scheme: basic}", "null", 3, "not a security scheme"),
    "a key without a place": ("in: query, name: token", "in: body, name: token", 3, "a place"),
    "a key without a name": ("in: query, name: token", "in: query", 3, "a name"),
    "security that is no list": ("[{basic: []}, {query: []}]", "{basic: []}", 3, "no key is asked for"),
}  # fmt: skip


@pytest.mark.parametrize("defect", PASSED_OVER)
def test_what_a_mock_can_do_without_is_passed_over_and_told(defect: str, tmp_path: Path) -> None:
    old, new, line, reason = PASSED_OVER[defect]
    path = tmp_path / "zoo.yaml"
    path.write_text(edited(ZOO_3_1.lstrip(), (old, new)))

    told = [each for each in findings(path) if reason in each.reason]
    mock = specmock.Mock(path)

    assert mock.refused == []
    assert bool(mock.ignored) == ("no key is asked for" in told[0].reason)
    assert told
    assert abs(told[0].line - line) <= 1


def test_a_schema_that_is_none_is_found_by_the_check(tmp_path: Path) -> None:
    path = tmp_path / "zoo.yaml"
    path.write_text(edited(ZOO_3_1.lstrip(), ("type: integer, excl", "type: integre, excl")))

    assert any("not a schema" in finding.reason for finding in findings(path))


def test_the_check_has_nothing_to_say_of_our_specs() -> None:
    assert [str(each) for path in specmock.bundled_specs() for each in findings(path)] == []


SPOILT = {
    "leads to no operation": ("testclix", "operationId: get_status_by_id\n              par", "operationId: get_state\n              par"),
    "has no parameter": ("testclix", "parameters: {test_id: $resp", "parameters: {id: $resp"),
    "resolves in no example": ("testclix", "$response.body#/test_id", "$response.body#/id"),
    "no example shows processing": ("testclix", "                processing: {value: {test_id: 01GDZYY7EMI1&07GD8QUVVINJDI, status: processing}}\n", ""),
    "is id and suite_run_id at once": ("qualigate", "suite_name: Critical User Flows", "id: 880e8400-e29b-41d4-a716-446655440000"),
    "example suite: no request": ("qualigate", "              suite:\n                value: {test", "              set:\n                value: {test"),
    "no run is read by get_run.run": ("qualigate", "runs: get_run.test_run_id", "runs: get_run.run"),
    "a rate needs a limit": ("qualigate", "        limit: 30\n", ""),
    "there is no parameter maxWait": ("checkly", "wait: maxWaitSeconds", "wait: maxWait"),
    "420 is not documented": ("checkly", 'otherwise: "408"', 'otherwise: "420"'),
    "example pass": ("testclix", "pass: {value: {status: pass}}", "pass: {value: {state: pass}}"),
    "no 429 is documented": ("checkly", '        "429": {$ref: "#/components/responses/TooManyRequests"}\n', ""),
    "no answer to a missing key": ("testclix", '        "401": {$ref: "#/components/responses/Unauthorized"}\n', ""),
}  # fmt: skip


@pytest.mark.parametrize("finding", SPOILT)
def test_the_check_finds_what_a_mock_would_miss(finding: str, tmp_path: Path) -> None:
    name, old, new = SPOILT[finding]
    path = tmp_path / f"{name}.yaml"
    path.write_text(edited((ROOT / "specs" / f"{name}.yaml").read_text("utf-8"), (old, new)))

    assert any(finding in each.reason for each in findings(path)), findings(path)
