"""What is said where an optional part of the distribution is not installed."""

import subprocess
import sys
from importlib.metadata import version

import pytest
import specmock
import testruns
from specmock.extras import install_line

MISSING = "import sys; sys.modules.update(dict.fromkeys({modules}))\n{code}"


def python(code: str, *arguments: str, missing: tuple[str, ...] = ()) -> tuple[int, str, str]:
    """Run code in a process of its own in which some modules are not installed."""
    done = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-c", MISSING.format(modules=list(missing), code=code), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("extra", "missing", "code", "arguments"),
    [
        ("mock", "yaml", "from specmock.__main__ import main; main()", ["--help"]),
        ("mock", "jsonschema_rs", "from specmock.__main__ import main; main()", ["serve"]),
        ("mock", "yaml", "from testruns._cli import main; main()", ["mock"]),
        ("cli", "click", "from testruns._cli import main; main()", ["--help"]),
        (
            "contract",
            "requests",
            "from specmock.__main__ import main; main()",
            ["proxy", "x", "y", "http://127.0.0.1:9"],
        ),
    ],
)
def test_a_command_names_the_missing_extra_in_one_line(
    extra: str, missing: str, code: str, arguments: list[str]
) -> None:
    status, out, err = python(code, *arguments, missing=(missing,))

    assert (status, out) == (2, "")
    assert err.endswith(f": {missing} is missing: {install_line(extra)}\n")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("extra", "missing", "code"),
    [
        ("mock", "yaml", "from specmock import Mock"),
        ("contract", "requests", "import specmock.contract"),
        ("dates", "dateutil", "from testruns import checkly; checkly.unix_seconds('today')"),
    ],
)
def test_an_import_names_the_missing_extra(extra: str, missing: str, code: str) -> None:
    _, _, err = python(code, missing=(missing,))

    assert err.splitlines()[-1].endswith(f"{missing} is missing: {install_line(extra)}")


@pytest.mark.parametrize("module", ["specmock", "testruns"])
def test_modules_run_as_commands_and_know_their_version(module: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-m", module, "--version"], capture_output=True, text=True, check=True
    )

    assert done.stdout == f"{module} {version('testruns')}\n"
    assert specmock.__version__ == testruns.__version__ == version("testruns")
