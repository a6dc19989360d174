"""Contract tests of a client that is not ours, as the package's documentation has them."""

import json
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
import specmock
from specmock import cli as _cli
from specmock import contract
from text_edits import edit

pytestmark = pytest.mark.thorough

SPEC: Final = """
openapi: 3.1.0
info: {title: Petstore, version: "1"}
paths:
  /pets:
    get:
      operationId: listPets
      tags: [pets]
      parameters:
        - {name: limit, in: query, example: 5, schema: {type: integer, minimum: 1, maximum: 50}}
        - {name: kinds, in: query, schema: {type: array, items: {$ref: "#/components/schemas/Kind"}}}
        - {name: born-after, in: query, schema: {type: string, format: date}}
      responses:
        "200":
          description: The pets.
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}
              examples:
                two:
                  value:
                    - {id: 1, name: Rex, kind: dog, seenAt: "2026-01-01T00:00:00Z"}
                    - {id: 2, name: Tom, kind: cat, owner: null}
        "422": {description: No such request.}
    post:
      operationId: addPet
      tags: [pets]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/NewPet"}}
      responses:
        "201":
          description: The pet.
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
        "422": {description: No pet.}
components:
  schemas:
    Kind: {type: string, enum: [cat, dog]}
    Owner: {type: object, required: [name], properties: {name: {type: string}}}
    NewPet:
      type: object
      required: [name, kind]
      additionalProperties: false
      properties:
        name: {type: string, minLength: 1}
        kind: {$ref: "#/components/schemas/Kind"}
        owner: {$ref: "#/components/schemas/Owner"}
    Pet:
      type: object
      required: [id, name, kind]
      properties:
        id: {type: integer}
        name: {type: string}
        kind: {$ref: "#/components/schemas/Kind"}
        owner: {anyOf: [{$ref: "#/components/schemas/Owner"}, {type: "null"}]}
        seenAt: {type: string, format: date-time}
"""
# A child of a background job ignores SIGINT, as its parent does.
COMMAND: Final = """
import signal, specmock.cli
signal.signal(signal.SIGINT, signal.default_int_handler)
raise SystemExit(specmock.cli.main())
"""
SECONDS: Final = 120


@contextmanager
def ended(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    """End a process whatever happens, so that nobody waits for it."""
    with process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a spec and the client that the generator makes of it by default."""
    here = tmp_path_factory.mktemp("petstore")
    (here / "petstore.yaml").write_text(SPEC)
    (here / "schemathesis.toml").write_text(
        "[generation]\nmax-examples = 5\ndeterministic = true\n[phases.coverage]\nenabled = false\n"
    )
    (here / "config.json").write_text(json.dumps({"post_hooks": []}))
    options = ["--path=petstore.yaml", "--config=config.json", "--output-path=petstore_client"]
    generator = [sys.executable, "-m", "openapi_python_client", "generate", "--meta=none"]
    subprocess.run([*generator, *options], cwd=here, check=True, capture_output=True)  # noqa: S603
    return here


def outcome(folder: Path) -> tuple[int, str]:
    """Run the documented example against a mock of the spec."""
    example = textwrap.dedent(str(contract.__doc__).split("pytest::\n\n")[1].split("\nWhat")[0])
    with specmock.serving([folder / "petstore.yaml"]) as mocks:
        text = example.replace("http://127.0.0.1:8000", mocks["petstore"].url)
        (folder / "test_petstore.py").write_text(text)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."]
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, capture_output=True, text=True, timeout=SECONDS
        )
    return done.returncode, done.stdout


def test_the_documented_example_passes(folder: Path) -> None:
    code, printed = outcome(folder)

    assert code == 0, printed


def test_the_documented_example_fails_for_a_client_with_a_defect(folder: Path) -> None:
    module = folder / "petstore_client" / "api" / "pets" / "list_pets.py"
    text = module.read_text()
    edit(module, ('params["limit"] = limit', 'params["limits"] = limit'))

    code, printed = outcome(folder)

    module.write_text(text)
    assert code == 1
    assert "listPets: query limit: the spec asks for" in printed


def test_each_word_and_alternative_of_a_body_stands_in_a_documented_request() -> None:
    pet = "name: {anyOf: [{type: string}, {type: integer}]}\n        nick: {type: [string, 'null']}"
    document = specmock.loads(
        SPEC.replace("name: {type: string, minLength: 1}", pet), "petstore.yaml"
    )
    mock = specmock.Mock(document)
    operation = mock.operations["addPet"]

    made = contract.documented_requests(operation, mock.schemas, mock.key)

    bodies = [json.loads(request.body) for _, request in made]
    assert {type(body["name"]) for body in bodies} == {str, int}
    assert {body["kind"] for body in bodies} == {"cat", "dog"}
    assert None in [body.get("nick", 0) for body in bodies]
    assert any("owner" in body for body in bodies)


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("x", "x", 0, "listPets"),
        (
            'params["limit"] = limit',
            'params["limits"] = limit',
            1,
            "listPets: query limit: the spec",
        ),
    ],
    ids=["true", "wrong"],
)
def test_the_command_of_schemathesis_asks_through_a_client(
    folder: Path, tmp_path: Path, old: str, new: str, code: int, told: str
) -> None:
    package = shutil.copytree(folder / "petstore_client", tmp_path / "petstore_client")
    module = package / "api" / "pets" / "list_pets.py"
    edit(module, (old, new))
    spec = str(folder / "petstore.yaml")
    with specmock.serving([spec]) as mocks:
        arguments = ["proxy", "petstore_client", spec, mocks["petstore"].url, "--port=0"]
        command = [sys.executable, "-c", COMMAND, *arguments]
        started = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True)  # noqa: S603
        with ended(started) as proxy:
            assert proxy.stdout is not None
            url = proxy.stdout.readline().split()[0]
            tried = subprocess.run(  # noqa: S603
                [
                    *(sys.executable, "-m", "schemathesis.cli", "run", spec, "--url", url),
                    *("--phases=fuzzing", "--max-examples=5", "--mode=positive", "--seed=1"),
                ],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
            proxy.send_signal(signal.SIGINT)
            printed, _ = proxy.communicate(timeout=SECONDS)

    assert (proxy.returncode, tried.returncode) == (code, code), tried.stdout
    assert told in printed


@pytest.mark.parametrize(
    ("package", "url", "told"),
    [
        ("nothing_client", "http://127.0.0.1:1", "nothing_client cannot be imported"),
        ("json", "localhost", "localhost is no base address"),
    ],
)
def test_the_proxy_says_what_it_cannot_serve(
    folder: Path, capsys: pytest.CaptureFixture[str], package: str, url: str, told: str
) -> None:
    assert _cli.main(["proxy", package, str(folder / "petstore.yaml"), url]) == 1
    assert told in capsys.readouterr().err
