"""The live mode, tried against mocks of changed specs that play the vendor."""

from pathlib import Path
from typing import Any, Final

import contract_live
import pytest
import specmock
from text_edits import edited

from specs import SPECS

SETTINGS: Final = specmock.Settings(rate_limits=False)


def run(name: str, *options: str, url: str, key: str = "") -> int:
    environ = {f"{name.upper()}_BASE_URL": url, f"{name.upper()}_API_KEY": key}
    return contract_live.main([name, "--no-pause", *options], environ)


def changed(name: str, *changes: tuple[str, str]) -> specmock.Document:
    return specmock.loads(edited(SPECS[name].read_text("utf-8"), *changes), SPECS[name])


def rows(printed: str) -> list[list[str]]:
    return [line.split() for line in printed.splitlines()]


@pytest.mark.parametrize("name", SPECS)
def test_a_vendor_that_keeps_to_its_spec_has_not_drifted(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with specmock.serving([SPECS[name]], SETTINGS, clock=specmock.VirtualClock()) as mocks:
        mock = mocks[name]
        code = run(name, "--write", url=mock.url, key=mock.key)

    printed = capsys.readouterr().out
    assert code == 0, printed
    assert "no drift" in printed


def test_only_reads_are_made_unless_more_is_asked_for() -> None:
    with specmock.serving([SPECS["checkly"]], SETTINGS, clock=specmock.VirtualClock()) as mocks:
        run("checkly", url=mocks["checkly"].url, key=mocks["checkly"].key)
        methods = {entry.method for entry in mocks["checkly"].mock.journal}

    assert methods == {"GET"}


DRIFTS: Final[dict[str, tuple[str, list[tuple[str, str]], list[str]]]] = {
    "unknown word": (
        "testclix",
        [
            ("pass: {value: {status: pass", "pass: {value: {status: healed"),
            ("[error]}, pass: {}}", "[error]}, healed: {}}"),
        ],
        ["get_status", "unknown", "word", "200", "/status", "healed"],
    ),
    "unknown field": (
        "qualigate",
        [
            (
                "provider: github-actions",
                "region: eu\n                      provider: github-actions",
            )
        ],
        ["get_ci_config", "unknown", "field", "200", "/ci_config/region", "str"],
    ),
    "undocumented status": (
        "qualigate",
        [
            (
                '        "200":\n          description: What the project',
                '        "203":\n          description: What the project',
            )
        ],
        ["get_ci_config", "undocumented", "status", "203"],
    ),
    "missing required field": (
        "testclix",
        [
            ("required: [test_id, status]", "required: [status]"),
            ("{test_id: 01GDZYY7EMI1&07GD8QUVVINJDI, status: ", "{status: "),
        ],
        ["get_status_by_id", "missing", "required", "field", "200", "/test_id"],
    ),
}


@pytest.mark.parametrize("drift", DRIFTS)
def test_drift_is_a_row_of_a_table(drift: str, capsys: pytest.CaptureFixture[str]) -> None:
    name, changes, row = DRIFTS[drift]
    document = changed(name, *changes)

    with specmock.serving([document], SETTINGS, clock=specmock.VirtualClock()) as mocks:
        code = run(name, url=mocks[name].url, key=mocks[name].key)

    printed = capsys.readouterr()
    assert code == 1
    assert row in rows(printed.out)
    assert "Traceback" not in printed.out + printed.err


def test_a_missing_key_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("checkly", url="http://127.0.0.1:9") == 2
    assert capsys.readouterr().err.startswith("CHECKLY_API_KEY is not set")


def test_a_recording_has_no_key_and_is_replayed_without_a_network(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "checkly.yaml"
    where: dict[str, Any] = {}
    with specmock.serving([SPECS["checkly"]], SETTINGS, clock=specmock.VirtualClock()) as mocks:
        where["url"] = mocks["checkly"].url
        key = mocks["checkly"].key
        recorded = run("checkly", "--record", str(kept), key=key, **where)
    first = capsys.readouterr().out

    replayed = run("checkly", "--replay", str(kept), **where)

    assert (recorded, replayed) == (0, 0)
    assert capsys.readouterr().out == first
    assert key not in kept.read_text("utf-8")
    assert "authorization" not in kept.read_text("utf-8").lower()
    assert "x-checkly-account" not in kept.read_text("utf-8").lower()
