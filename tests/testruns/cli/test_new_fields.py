"""A new field of a vendor's request is usable at once: in Python, typed, as a variable, in a job.

Copies of the specs get a field of each kind, clients are generated from them, and what the command
and a script send goes through the mocks of these specs, which refuse what a spec does not allow.
"""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import run
from threading import Thread
from typing import Any

import generate
import httpx
import pytest
import specmock
import yaml
from attrs import define, field
from shells import IDS, SECONDS, SESSION, SUITE, Ended
from testruns import RunRef
from text_edits import edit

ROOT = Path(__file__).resolve().parents[3]
ANY = {"description": "A new field."}
FIELDS: dict[str, Any] = {
    "locale": {"type": "string"},
    "networkProfile": {"type": "string", "enum": ["offline", "slow-3g"]},
    "speed": {"type": "number"},
    "tries": {"type": "integer"},
    "recordVideo": {"type": "boolean"},
    "startsAt": {"type": "string", "format": "date-time"},
    "labels": {"type": "array", "items": {"type": "string"}},
    "device": {"$ref": "#/components/schemas/Device"},
    "cookies": {"type": "array", "items": {"$ref": "#/components/schemas/Cookie"}},
    "extra": {"type": "object", "additionalProperties": {"type": "string"}},
}
SCHEMAS = {
    "Device": {
        "type": "object",
        "description": "Device to run on.",
        "properties": {"model": {"type": "string"}, "pixelRatio": {"type": "number"}},
    },
    "Cookie": {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}, "secure": {"type": "boolean"}},
    },
}
SENT: dict[str, Any] = {
    "locale": "de-DE",
    "networkProfile": "slow-3g",
    "speed": 1.5,
    "tries": 2,
    "recordVideo": False,
    "startsAt": "2026-01-31T14:00:00+00:00",
    "labels": ["a b", "c"],
    "device": {"model": "X", "pixelRatio": 2.0},
    "cookies": [{"name": "a", "secure": True}, {"name": "b"}],
    "extra": {"anyKey": "some value"},
}
TYPED: dict[str, list[str]] = {
    "locale": ["de-DE"],
    "network_profile": ["Slow-3G"],
    "speed": ["1.5"],
    "tries": ["2"],
    "record_video": ["false"],
    "starts_at": ["2026-01-31T14:00:00Z"],
    "labels": ["a b", "c"],
    "device": ["model=X", "pixelRatio=2"],
    "cookies": ['{"name": "a", "secure": true}', '{"name": "b"}'],
    "extra": ["anyKey=some value"],
}
JOB = """\
[jobs.new.{vendor}]
{needed}
ci-context = false
locale = "de-DE"
network-profile = "slow-3g"
speed = 1.5
tries = 2
record-video = false
starts-at = 2026-01-31T14:00:00Z
labels = ["a b", "c"]
device = {{model = "X", pixel-ratio = 2}}
cookies = [{{name = "a", secure = true}}, {{name = "b"}}]
extra = {{anyKey = "some value"}}
"""
PYTHON = """\
from datetime import UTC, datetime
from {vendor}_client.models import {model}
from {vendor}_client.models.cookie import Cookie
from {vendor}_client.models.device import Device
from testruns import {vendor}
request = {model}(
    {arguments},
    locale="de-DE", network_profile="slow-3g", speed=1.5, tries=2, record_video=False,
    starts_at=datetime(2026, 1, 31, 14, tzinfo=UTC), labels=["a b", "c"],
    device=Device("X", 2.0), cookies=[Cookie("a", True), Cookie("b")],
)
request["extra"] = {{"anyKey": "some value"}}
with {vendor}.client() as client:
    print({vendor}.trigger(client, request).to_token())
"""
# Where each vendor's fields belong: the schema, what a start needs, and the same in Python and TOML.
PLACES: dict[str, tuple[str, list[str], str, str, str]] = {
    "qualigate": (
        "RunOptions",
        SUITE,
        "SuiteRunRequest",
        f"'{IDS['SUITE']}'",
        f'test-suite-id = "{IDS["SUITE"]}"',
    ),
    "checkly": (
        "SessionRequest",
        SESSION,
        "SessionRequest",
        "'Nightly', 'eu-west-1', target=checkly.ALL_CHECKS",
        'name = "Nightly"\nrun-location = "eu-west-1"\nall-checks = true',
    ),
}


@define
class Project:
    """A copy of the project with new fields, its mocks, and the bodies that were sent."""

    folder: Path
    environ: dict[str, str] = field(repr=False)
    bodies: list[dict[str, Any]] = field(factory=list)

    def run(self, *command: str, **variables: str) -> Ended:
        """Run Python with the copy's clients."""
        ran = run(  # noqa: S603 - our own code
            [sys.executable, *command],
            cwd=self.folder,
            env={**self.environ, **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        return Ended(ran.returncode, ran.stdout, ran.stderr)

    def testruns(self, *arguments: str, **variables: str) -> Ended:
        """Run the command with the copy's clients."""
        code = "import sys; sys.argv[0] = 'testruns'; from testruns._cli import main; main()"
        return self.run("-c", code, *arguments, **variables)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """The project with new fields, behind a proxy that keeps the bodies of starts."""
    root = tmp_path_factory.mktemp("project")
    for name in ("pyproject.toml", "scripts"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, root / name)
    (root / "specs").mkdir()
    for vendor, (schema, *_) in PLACES.items():
        spec = yaml.safe_load((ROOT / "specs" / f"{vendor}.yaml").read_text("utf-8"))
        schemas = spec["components"]["schemas"]
        schemas |= SCHEMAS
        schemas[schema]["properties"] |= {
            name: each if "$ref" in each else each | ANY for name, each in FIELDS.items()
        }
        (root / "specs" / f"{vendor}.yaml").write_text(json.dumps(spec), "utf-8")
    assert generate.generate(root) == 0
    settings = specmock.Settings(mode="immediate", rate_limits=False)
    with specmock.serving(sorted((root / "specs").glob("*.yaml")), settings=settings) as mocks:
        environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(root / "generated"),
            "CHECKLY_ACCOUNT_ID": "1397c172-1938-4973-a225-5862298e571a",
        }
        made = Project(root, environ)
        with ThreadingHTTPServer(("127.0.0.1", 0), keeping(made.bodies, mocks)) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            for vendor, endpoint in mocks.items():
                address = f"http://127.0.0.1:{server.server_port}/{vendor}"
                environ[f"{vendor.upper()}_BASE_URL"] = address
                environ[f"{vendor.upper()}_API_KEY"] = endpoint.key
            yield made
            server.shutdown()


def keeping(bodies: list[dict[str, Any]], mocks: Any) -> type[BaseHTTPRequestHandler]:
    """Make the handler of a proxy that keeps the bodies that it passes on."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            bodies.append(json.loads(body))
            _, vendor, path = self.path.split("/", 2)
            headers = {name: self.headers[name] for name in HEADERS if name in self.headers}
            answer = httpx.post(f"{mocks[vendor].url}/{path}", content=body, headers=headers)
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers["Content-Type"])
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: Any) -> None:
            """Be quiet."""

    return Handler


HEADERS = ("Authorization", "Content-Type", "x-checkly-account")


def sent(project: Project, ended: Ended) -> dict[str, Any]:
    """Take the new fields of the one body that was sent."""
    assert ended.code == 0, ended.err
    assert RunRef.from_token(ended.out.strip())
    [body] = project.bodies
    project.bodies.clear()
    return {name: value for name, value in body.items() if name in FIELDS}


@pytest.mark.parametrize("vendor", PLACES)
def test_in_python(project: Project, vendor: str) -> None:
    _, _, model, arguments, _ = PLACES[vendor]
    script = PYTHON.format(vendor=vendor, model=model, arguments=arguments)

    assert sent(project, project.run("-c", script)) == SENT


@pytest.mark.parametrize("vendor", PLACES)
def test_on_the_command_line(project: Project, vendor: str) -> None:
    options = [
        f"--{name.replace('_', '-')}={value}" for name, values in TYPED.items() for value in values
    ]
    options[options.index("--record-video=false")] = "--no-record-video"

    assert sent(project, project.testruns("trigger", *PLACES[vendor][1], *options)) == SENT
    shown = project.testruns("run", vendor, "--help").out
    assert "--network-profile [offline|slow-3g]" in shown
    assert "Device to run on. Keys: model, pixel_ratio." in " ".join(shown.split())


@pytest.mark.parametrize("vendor", PLACES)
def test_as_a_variable(project: Project, vendor: str) -> None:
    variables = {
        f"TESTRUNS_{vendor}_{name}".upper(): "\n".join(values) for name, values in TYPED.items()
    }

    assert sent(project, project.testruns("trigger", *PLACES[vendor][1], **variables)) == SENT

    wrong = f"TESTRUNS_{vendor}_NETWORK_PROFILE".upper()
    ended = project.testruns("trigger", *PLACES[vendor][1], **{wrong: "slow-3h"})
    assert ended.code == 2
    assert f"Invalid value for {wrong}: 'slow-3h' is not one of" in ended.err
    assert "did you mean 'slow-3g'?" in ended.err


@pytest.mark.parametrize("vendor", PLACES)
def test_in_a_job(project: Project, vendor: str) -> None:
    file = project.folder / "testruns.toml"
    file.write_text(JOB.format(vendor=vendor, needed=PLACES[vendor][4]))
    assert sent(project, project.testruns("trigger", "new")) == SENT

    edit(file, ("locale", "lokale"))
    ended = project.testruns("trigger", "new")
    file.unlink()

    assert ended.code == 2
    where = f"{file}: jobs.new.{vendor}"
    assert f"{where}: unknown key 'lokale'; did you mean 'locale'?" in ended.err
