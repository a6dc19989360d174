"""schemathesis finds nothing at the mocks, ours and others', and finds what was spoilt on purpose."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import specmock
from text_edits import edited

from specs import ROOT, SPECS

pytestmark = pytest.mark.thorough

INVENTED = [
    ROOT / "tests" / "specmock" / "documents" / f"{name}.yaml"
    for name in ("zoo-3.0", "zoo-3.1", "shop")
]
ALL_PHASES = "examples,coverage,fuzzing,stateful"
EXAMPLES = int(os.environ.get("SPECMOCK_EXAMPLES", "10"))
# Good answers to good requests: of a long poll without news, of what is there already, or gone.
CONFIG = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "408", "409", "410", "429"]
"""


def attacked(
    spec: Path, served: Path | specmock.Document, folder: Path, phases: str, *more: str
) -> tuple[bool, str]:
    """Let schemathesis test a mock against a spec; return whether all is well, and its report."""
    config = folder / "schemathesis.toml"
    config.write_text(CONFIG)
    settings = specmock.Settings(rate_limits=False)
    with specmock.serving([served], settings) as mocks:
        mock = next(iter(mocks.values()))
        schemes = mock.mock.document.root["components"].get("securitySchemes", {})
        scheme: dict[str, str] = next(iter(schemes.values()), {})
        header = scheme.get("name", "Authorization")
        value = mock.key if "name" in scheme else f"{scheme.get('scheme', 'bearer')} {mock.key}"
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"),
            *(str(spec), "--url", mock.url, "-H", f"{header}: {value}", "--no-color"),
            *("--checks", "all", "--phases", phases),
            *("--max-examples", str(EXAMPLES), "--seed", "1", "--generation-database", "none"),
            *more,
        ]
        environment = os.environ | {
            "SCHEMATHESIS_HOOKS": "schemathesis_hooks",
            "PYTHONPATH": str(ROOT / "tests" / "contract"),
        }
        done = subprocess.run(  # noqa: S603 - our own arguments
            command, env=environment, cwd=folder, capture_output=True, text=True, timeout=300
        )
    return done.returncode == 0, done.stdout + done.stderr


def told(capsys: pytest.CaptureFixture[str], name: str, report: str) -> int:
    """Print how many cases there were, where a worker of pytest-xdist prints too; return it."""
    cases = re.search(r"([\d,]+) generated", report)
    with capsys.disabled():
        sys.stderr.write(f"\nschemathesis, {name}: {cases[0] if cases else 'nothing'}\n")
    return int(cases[1].replace(",", "")) if cases else 0


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_a_mock_does_what_its_document_says(
    spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fine, report = attacked(spec, spec, tmp_path, ALL_PHASES)

    assert told(capsys, spec.stem, report) > 0
    assert fine, report[-4000:]


@pytest.mark.parametrize("document", INVENTED, ids=lambda path: path.stem)
def test_a_mock_of_a_document_that_is_not_ours_does_what_it_says(
    document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without = ["--exclude-checks", "ignored_auth"]  # where no keys are known, any is good
    if "prefixItems" in document.read_text():
        without += ["--exclude-path", "/pairs"]  # schemathesis 4.32 cannot read this word

    fine, report = attacked(document, document, tmp_path, ALL_PHASES, *without)

    assert told(capsys, document.stem, report) > 100
    assert fine, report[-4000:]


def spoilt(name: str, *changes: tuple[str, str]) -> specmock.Document:
    path = ROOT / "specs" / f"{name}.yaml"
    return specmock.loads(edited(path.read_text("utf-8"), *changes), path)


DEFECTS: dict[str, tuple[str, Any]] = {
    "ignores the format of an id": (
        "qualigate",
        [("test_case_id: {type: string, format: uuid", "test_case_id: {type: string")],
    ),
    "leaves out a required field of an answer": (
        "testclix",
        [
            ("required: [test_id, status]", "required: [status]"),
            ("{test_id: 01GDZYY7EMI1&07GD8QUVVINJDI, status: queued}", "{status: queued}"),
        ],
    ),
    "takes any key": ("testclix", [('wrong-key: {status: "403"', 'wrong-key: {status: "200"')]),
}


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_spoilt_mock_is_found_out(defect: str, tmp_path: Path) -> None:
    name, changes = DEFECTS[defect]

    spec = ROOT / "specs" / f"{name}.yaml"

    fine, report = attacked(spec, spoilt(name, *changes), tmp_path, "coverage")

    assert not fine
    assert "Failures:" in report, report[-2000:]
