"""The command `specmock verify` judges any client by what it sends."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import shells
from specmock.cli import main

from specs import SPECS

PETS = """
openapi: 3.1.0
info: {title: Pets, version: "1"}
servers: [{url: "https://pets.example/v1"}]
security: [{token: []}]
paths:
  /pets:
    get:
      operationId: list_pets
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 50}}
        - {name: by, in: query, style: deepObject, schema: {type: object, properties: {age: {type: integer}}}}
        - {name: token, in: query, schema: {type: string, maxLength: 3}}
      responses:
        "200":
          description: ok
          content:
            application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}
        "422": {description: invalid}
    post:
      operationId: create_pet
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/NewPet"}}
          application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/NewPet"}}
      responses:
        "201":
          description: ok
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
        "422": {description: invalid}
  /pets/{pet_id}:
    parameters: [{name: pet_id, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: get_pet
      parameters: [{name: x-tenant, in: header, required: true, schema: {type: string}}]
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
        "404": {description: none}
    delete:
      operationId: delete_pet
      responses: {"204": {description: gone}, "404": {description: none}}
  /broken:
    get:
      operationId: get_broken
      responses: {"200": {description: ok, content: {application/json: {schema: {not: {}}}}}}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas:
    Toy: {type: object, properties: {kind: {type: string}}}
    Labels: {type: object, additionalProperties: {type: string}}
    Home:
      oneOf:
        - {type: object, required: [street], properties: {street: {type: string}}}
        - {type: object, required: [barn], properties: {barn: {type: string}}}
    NewPet:
      allOf:
        - {type: object, properties: {toys: {type: array, items: {$ref: "#/components/schemas/Toy"}}}}
        - type: object
          required: [name]
          properties:
            name: {type: string, minLength: 1}
            labels: {$ref: "#/components/schemas/Labels"}
            home: {$ref: "#/components/schemas/Home"}
            free: {type: object}
    Pet:
      type: object
      required: [id, name]
      properties: {id: {type: integer}, name: {type: string}}
"""
CLIENT = """
import json, os, sys, urllib.error, urllib.parse, urllib.request

def call(method, path, body=None, **headers):
    key = {"authorization": "Bearer " + os.environ["PETS_API_KEY"]}
    if isinstance(body, (dict, list)):
        headers = {"content_type": "application/json", **headers}
        body = json.dumps(body)
    headers = {name.replace("_", "-"): text for name, text in {**key, **headers}.items() if text}
    url = os.environ["PETS_BASE_URL"] + path
    request = urllib.request.Request(url, body and body.encode(), headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
"""
GOOD = """
pet = json.loads(call("POST", "/pets", {
    "name": "Ada", "toys": [{"kind": "ball"}], "labels": {"any": "thing"}, "free": {"a": 1},
    "home": {"barn": "red"},
})[1])
own = f"/pets/{pet['id']}"
assert call("GET", "/pets?limit=5&by[age]=3&token=abc")[0] == 200
assert call("GET", own, x_tenant="t")[0] == 200
assert call("DELETE", own)[0] == 204
assert call("GET", own, x_tenant="t")[0] == 404
"""


class Ended(shells.Ended):
    """What `specmock verify` came to."""

    @property
    def findings(self) -> dict[str, int]:
        """The findings of the JSON report, with how often each was met."""
        found = self.document
        of_documents = [each for one in found["documents"] for each in one["findings"]]
        return {each["id"]: each["times"] for each in (*of_documents, *found["elsewhere"])}


Verify = Callable[..., Ended]


@pytest.fixture
def verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Verify:
    monkeypatch.chdir(tmp_path)
    Path("pets.yaml").write_text(PETS, "utf-8")

    def run(code: str, *options: str) -> Ended:
        command = ("--", sys.executable, "-c", CLIENT + code)
        status = main(["verify", "pets.yaml", *options, *command])
        return Ended(status, *capfd.readouterr())

    return run


def test_a_client_that_keeps_to_the_document_passes(verify: Verify) -> None:
    done = verify(GOOD, "--json")

    found = json.loads(done.out)
    assert (done.code, done.findings) == (0, {})
    assert found["command"]["exit_code"] == 0
    assert found["documents"][0]["requests"] == 5
    coverage = found["documents"][0]["coverage"]
    assert coverage["operations"]["missing"] == ["get_broken"]
    assert coverage["parameters"] == {"covered": 7, "total": 7, "missing": []}
    assert "list_pets 422" in coverage["statuses"]["missing"]
    assert "list_pets 200" not in coverage["statuses"]["missing"]


@pytest.mark.parametrize(
    ("code", "findings"),
    [
        ('call("GET", "/pats"); call("GET", "/pats")', {"unknown-path GET /pats": 2}),
        ('call("PATCH", "/pets", {})', {"unknown-method PATCH /pets": 1}),
        ('call("GET", "/pets?page=2")', {"unknown-parameter list_pets query/page": 1}),
        ('call("GET", "/pets?limit=51")', {"invalid-parameter list_pets query/limit": 1}),
        ('call("GET", "/pets?by[name]=x")', {"unknown-field list_pets query/by/name": 1}),
        ('call("GET", "/pets/7")', {"missing-parameter get_pet header/x-tenant": 1}),
        ('call("POST", "/pets")', {"missing-body create_pet body": 1}),
        ('call("POST", "/pets", {"name": ""})', {"invalid-body create_pet body/name": 1}),
        (
            'call("POST", "/pets", {"name": "A", "toys": [{"size": 1}, {"size": 2}]})',
            {"unknown-field create_pet body/toys/*/size": 2},
        ),
        (
            'call("POST", "/pets", {"name": "A", "home": {"street": "B", "barn": "C"}})',
            {"invalid-body create_pet body/home": 1},
        ),
        (
            'call("POST", "/pets", {"name": "A", "home": {"street": "B", "floor": "C"}})',
            {"unknown-field create_pet body/home/floor": 1},
        ),
        (
            'call("POST", "/pets", "name=A&nick=B", content_type="application/x-www-form-urlencoded")',
            {"unknown-field create_pet body/nick": 1},
        ),
        (
            'call("POST", "/pets?a=1", "<pet/>", content_type="application/xml")',
            {"media-type create_pet": 1, "unknown-parameter create_pet query/a": 1},
        ),
        ('call("GET", "/pets", accept="image/png")', {"accept list_pets": 1}),
        (
            'call("DELETE", "/pets/x?a=1", authorization="")',
            {
                "invalid-parameter delete_pet path/pet_id": 1,
                "key delete_pet": 1,
                "unknown-parameter delete_pet query/a": 1,
            },
        ),
        ('call("GET", "/broken")', {"no-answer get_broken": 1}),
        ('call("OPTIONS", "/pets"); call("HEAD", "/pets")', {}),
    ],
    ids=str,
)
def test_each_breach_of_the_document_is_a_finding(
    verify: Verify, code: str, findings: dict[str, int]
) -> None:
    done = verify(code, "--json")

    assert (done.findings, done.code) == (findings, int(bool(findings)))


def test_requests_that_get_a_planned_or_preferred_answer_are_judged_too(verify: Verify) -> None:
    plan = """
step = json.dumps({"operation": "list_pets", "status": 422}).encode()
urllib.request.urlopen(os.environ["SPECMOCK_URL"] + "/_specmock/plan", step)
assert call("GET", "/pets?limit=0")[0] == 422
assert call("GET", "/pets?page=0", prefer="code=422")[0] == 422
"""

    assert verify(plan, "--json").findings == {
        "invalid-parameter list_pets query/limit": 1,
        "unknown-parameter list_pets query/page": 1,
    }


def test_a_finding_tells_each_of_its_reasons_while_they_are_few(verify: Verify) -> None:
    bodies = ('{"x": 1}', "{broken", "[1]", "5", "{broken")
    sent = "; ".join(
        f'call("POST", "/pets", {body!r}, content_type="application/json")' for body in bodies
    )

    printed = verify(sent).out

    assert '"name" is a required property; or is no application/json' in printed
    assert printed.count("; or ") == 2


def test_what_is_no_request_is_a_finding(verify: Verify) -> None:
    junk = """
import socket
host, port = os.environ["SPECMOCK_URL"].removeprefix("http://").split(":")
with socket.create_connection((host, int(port)), 30) as connection:
    connection.sendall(b"GET /pets SPDY/9\\r\\n\\r\\n")
    assert connection.recv(100).startswith(b"HTTP/1.1 400 ")
"""

    (finding,) = verify(junk, "--json").findings

    assert finding.startswith("no-request")


def test_a_reset_by_the_tests_forgets_no_finding(verify: Verify) -> None:
    reset = 'urllib.request.urlopen(os.environ["SPECMOCK_URL"] + "/_specmock/reset", b"")'

    assert verify(f'call("GET", "/pats"); {reset}', "--json").findings


@pytest.mark.parametrize(
    ("code", "options", "status", "said"),
    [
        ("raise SystemExit(1)", (), 3, "the command ended with 1"),
        (f"{GOOD}\nraise SystemExit(7)", (), 3, "the command ended with 7"),
        ("os.kill(os.getpid(), 15)", (), 3, "the command ended with 143"),
        ("", (), 1, "pets: no request came"),
        (GOOD, ("--fail-under", "operations=90"), 1, "operations 80.0 %, less than 90 %"),
        (GOOD, ("--fail-under", "operations=80", "--fail-under", "parameters=100"), 0, "4 of 5"),
    ],
)
def test_the_exit_code_tells_a_failed_command_from_findings(
    verify: Verify, code: str, options: tuple[str, ...], status: int, said: str
) -> None:
    done = verify(code, *options)

    assert done.code == status
    assert said in done.out


@pytest.mark.usefixtures("verify")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pets.yaml"], "give the command after --"),
        (["pets.yaml", "--", "no-such-command"], "no-such-command: No such file"),
        (["missing.yaml", "--", "true"], "missing.yaml"),
        (["pets.yaml", "--junit", "no/folder.xml", "--", "true"], "there is no folder no"),
        (["pets.yaml", "--junit", ".", "--", "true"], ". is a folder"),
        (["pets.yaml", "--fail-under", "all=1", "--", "true"], "operations=80"),
        (["pets.yaml", "--fail-under", "operations=101", "--", "true"], "operations=80"),
        (["pets.yaml", "--ignore", "pets.yaml", "--", "true"], "has no reason"),
        (["pets.yaml", "--ignore", "missing", "--", "true"], "No such file"),
        (["pets.yaml", "--polls", "0", "--", "true"], "polls"),
        (["a-b=pets.yaml", "a_b=pets.yaml", "--", "true"], "A_B_BASE_URL"),
        (["--", "true"], "required"),
    ],
    ids=str,
)
def test_wrong_usage_ends_with_2_and_runs_nothing(
    capfd: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    try:
        status: Any = main(["verify", *arguments])
    except SystemExit as error:
        status = error.code

    err = capfd.readouterr().err
    assert (status, said in err, "Traceback" in err) == (2, True, False), err


def test_findings_are_ignored_with_a_reason_and_idle_reasons_are_told(verify: Verify) -> None:
    Path("ignore.yaml").write_text(
        "unknown-path GET /internal/*: served by the gateway\n"
        "unknown-parameter list_pets query/page: soon in the document\n"
        "key list_pets: nobody does so\n",
        "utf-8",
    )
    bad = 'call("GET", "/internal/1"); call("GET", "/internal/2"); call("GET", "/pets?page=2")'

    done = verify(bad, "--ignore", "ignore.yaml")

    assert done.code == 0
    assert "ignored: unknown-path GET /internal/1: served by the gateway" in done.out
    assert "ignored in vain: key list_pets" in done.out
    assert "no findings" in done.out


def test_json_is_all_of_standard_output(verify: Verify) -> None:
    done = verify(f'print("noise")\n{GOOD}', "--json")

    assert json.loads(done.out)["exit_code"] == 0
    assert "noise" in done.err


def test_junit_has_a_case_an_operation(verify: Verify) -> None:
    bad = 'call("GET", "/pets?page=2"); call("GET", "/pats"); call("GET", "/%1b/%00")'
    Path("ignore.yaml").write_text("unknown-path GET /pats: later\n", "utf-8")

    done = verify(f"{bad}; sys.exit(5)", "--junit", "report.xml", "--ignore", "ignore.yaml")

    root = ET.parse("report.xml").getroot()  # noqa: S314 - our own report
    cases = {case.get("name"): case for case in root.iter("testcase")}
    assert done.code == 3
    found = cases["list_pets"].find("failure")
    assert found is not None
    assert found.get("message") == "unknown-parameter list_pets query/page"
    assert cases["delete_pet"].find("skipped") is not None
    assert cases["GET /pats"].find("failure") is None
    assert "later" in str(cases["GET /pats"].findtext("system-out"))
    assert "ended with 5" in str(cases[sys.executable].findtext("failure"))


def test_hostile_texts_become_no_line_and_no_command(verify: Verify) -> None:
    hostile = [
        "/%0a::error::x",
        "/##vso[task.complete]",
        "/pets?%0a::error::%1b[31m%e2%80%ae=1",
    ]
    calls = [f"call('GET', {path!r})" for path in hostile]
    calls.append("call('POST', '/pets', {'name': 'A', '\\n::error::\\x1b[2J\\u202e': 1})")

    for form in ((), ("--json",), ("--junit", "report.xml")):
        done = verify("; ".join(calls), *form)

        shown = done.out + (Path("report.xml").read_text("utf-8") if "--junit" in form else "")
        assert "::error" not in shown
        assert "##vso[" not in shown
        assert all(each.isprintable() for line in shown.splitlines() for each in line.strip("\t"))
        assert done.code == 1


def test_proxies_of_the_environment_do_not_catch_loopback(
    verify: Verify, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "example.com")

    assert verify(f"{GOOD}\nassert 'example.com' in os.environ['no_proxy']").code == 0


@pytest.mark.usefixtures("verify")
def test_several_documents_are_judged_each_and_requests_elsewhere_too(
    capfd: pytest.CaptureFixture[str],
) -> None:
    code = f"""{CLIENT}
call('GET', '/pets?page=1')
os.environ['PETS_BASE_URL'] = os.environ['SPECMOCK_URL']
call('GET', '/nowhere')
"""
    other = PETS.replace("https://pets.example/v1", "https://other.example/v2")
    Path("other.yaml").write_text(other, "utf-8")

    status = main(["verify", "pets.yaml", "other.yaml", "--json", "--", sys.executable, "-c", code])

    done = Ended(status, *capfd.readouterr())
    assert done.code == 1
    assert done.findings == {
        "unknown-parameter list_pets query/page": 1,
        "unknown-path GET /nowhere": 1,
    }
    assert any("other: no request came" in each for each in json.loads(done.out)["shortfalls"])


def test_variables_of_ones_own_have_the_address_and_the_key(verify: Verify) -> None:
    code = f"{GOOD}\nassert os.environ['API'] == os.environ['PETS_BASE_URL'] + '?demo-key'"

    assert verify(code, "--env", "API={url}?{key}").code == 0


@pytest.mark.usefixtures("verify")
def test_a_variable_begins_with_no_digit(capfd: pytest.CaptureFixture[str]) -> None:
    words = ["3d-pets=pets.yaml", "--", "sh", "-c", 'test -n "$_3D_PETS_BASE_URL"']

    main(["verify", *words])

    assert "the command ended with 0" in capfd.readouterr().out


@pytest.mark.usefixtures("verify")
def test_a_verdict_that_nobody_can_read_is_none(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", None)

    assert main(["verify", "pets.yaml", "--", "true"]) == 2
    assert "standard output is closed" in capfd.readouterr().err


@pytest.mark.usefixtures("verify")
@pytest.mark.parametrize("words", [["verify", "pets.yaml", "--", "true"], ["check", "pets.yaml"]])
@pytest.mark.parametrize("where", ["loads", "print"])
def test_an_interrupt_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, words: list[str], where: str
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    place = "specmock.openapi.document.loads" if where == "loads" else "builtins.print"
    monkeypatch.setattr(place, interrupted)

    assert main(words) == 130


@pytest.mark.usefixtures("verify")
def test_the_root_and_the_name_of_a_document_that_is_alone_are_its_own(
    capfd: pytest.CaptureFixture[str],
) -> None:
    text = PETS.replace("/pets/{pet_id}:", "/{pet_id}:").replace("/broken:", "/:")
    Path("pets.yaml").write_text(text.replace("https://pets.example/v1", "/"), "utf-8")
    code = f"{CLIENT}\ncall('DELETE', '/5'); call('GET', '/'); call('GET', '/pets/5')"

    main(["verify", "pets.yaml", "--json", "--", sys.executable, "-c", code])

    done = Ended(0, *capfd.readouterr())
    assert done.findings == {"no-answer get_broken": 1, "unknown-path GET /pets/5": 1}


CHILD = "import time; print('there', flush=True); time.sleep(60)"
PARENT = f"import os, subprocess, sys; p = subprocess.Popen([sys.executable, '-c', {CHILD!r}])\n"


@pytest.mark.usefixtures("verify")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_command_and_what_it_started(tmp_path: Path, number: int) -> None:
    code = f"{PARENT}open('pid', 'w').write(str(p.pid)); p.wait()"
    words = [sys.executable, "-m", "specmock", "verify", "pets.yaml", "--json"]
    with subprocess.Popen(  # noqa: S603 - our own command
        [*words, "--", sys.executable, "-c", code],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        while "there" not in (line := process.stderr.readline()):
            assert line

        process.send_signal(number)
        out, err = process.communicate(timeout=60)

    assert process.returncode == 128 + number
    assert json.loads(out)["exit_code"] == 128 + number
    assert "specmock" not in [line for line in err.splitlines() if "Traceback" in line]
    with pytest.raises(ProcessLookupError):
        os.kill(int(Path("pid").read_text()), 0)


def test_what_a_command_leaves_behind_is_ended(verify: Verify) -> None:
    code = f"{GOOD}{PARENT}open('pid', 'w').write(str(p.pid))"

    assert verify(code).code == 0

    with pytest.raises(ProcessLookupError):
        os.kill(int(Path("pid").read_text()), 0)


GENERATED = """
import os, sys
from specmock.contract import client_under_test, example_requests
for path in sys.argv[1:]:
    vendor = path.rpartition("/")[2].removesuffix(".yaml")
    url, key = (os.environ[f"{vendor.upper()}_{part}"] for part in ("BASE_URL", "API_KEY"))
    client = client_under_test(f"{vendor}_client", path, url, ("sync",))
    for operation in client.operations.values():
        for _, request in example_requests(operation, client.schemas, key):
            client.ask(request)
"""


def test_the_generated_clients_keep_to_the_specs(capfd: pytest.CaptureFixture[str]) -> None:
    specs = list(map(str, SPECS.values()))
    command = [sys.executable, "-c", GENERATED, *specs]

    status = main(["verify", *specs, "--json", "--fail-under", "operations=100", "--", *command])

    done = Ended(status, *capfd.readouterr())
    assert (done.findings, done.code) == ({}, 0), done
