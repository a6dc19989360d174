"""What the environment says of the network is told by its variable, and stops no traceback."""

from pathlib import Path

import pytest
from shells import SUITE, Shell, started

SECRET = "hunter2-hunter2"
WRONG = [
    ({"HTTP_PROXY": "ftp://127.0.0.1:1"}, "HTTP_PROXY"),
    ({"http_proxy": "http://127.0.0.1:port"}, "http_proxy"),
    ({"HTTP_PROXY": f"http://user:{SECRET}/x@proxy:3128"}, "HTTP_PROXY"),
    ({"HTTPS_PROXY": f"http://user:{SECRET}#x@proxy:3128"}, "HTTPS_PROXY"),
    ({"ALL_PROXY": "socks5://127.0.0.1:1080"}, "ALL_PROXY names a SOCKS proxy"),
    ({"NO_PROXY": "a:b:c"}, "NO_PROXY holds what is no name of a host"),
    ({"SSL_CERT_FILE": "/nonexistent/ca.pem"}, "SSL_CERT_FILE=/nonexistent/ca.pem"),
    ({"SSLKEYLOGFILE": "/nonexistent/keys"}, "SSLKEYLOGFILE=/nonexistent/keys cannot be written"),
    ({"SSL_CERT_FILE": "empty.pem"}, "SSL_CERT_FILE=empty.pem"),
]


@pytest.mark.parametrize(("variables", "said"), WRONG, ids=str)
@pytest.mark.parametrize("command", [["run", *SUITE], ["sessions"], ["doctor"]], ids=lambda c: c[0])
def test_a_wrong_variable_is_named_without_its_secret(
    shell: Shell, command: list[str], variables: dict[str, str], said: str
) -> None:
    (shell.folder / "empty.pem").write_text("")
    shell.environ.update(variables)

    ended = shell.run(*command)

    shown = ended.out + ended.err
    assert ended.code == 2
    assert said in shown
    assert "Traceback" not in shown
    assert SECRET not in shown
    assert started(shell) == 0


def test_doctor_goes_on_after_a_wrong_variable(shell: Shell) -> None:
    shell.environ["ALL_PROXY"] = "socks5://127.0.0.1:1080"

    ended = shell.run("doctor", "--json")

    about = {each["about"]: each["ok"] for each in ended.document}
    assert [about[name] for name in ("checkly", "qualigate", "testclix")] == [False] * 3
    assert about["versions"] is None


@pytest.mark.parametrize("name", ["NO_PROXY", "no_proxy"])
def test_a_range_of_ipv6_addresses_stops_nothing_and_doctor_tells_of_ranges(
    shell: Shell, name: str
) -> None:
    shell.environ[name] = "localhost,127.0.0.1,[::1],[fd00::]/8,fe80::/10,10.0.0.0/8"

    assert shell.run("run", *SUITE, "--quiet").code == 0
    ended = shell.run("doctor")

    assert ended.code == 0
    assert "NO_PROXY takes no ranges: [fd00: :]/8, fe80: :/10, 10.0.0.0/8" in ended.out


def test_a_folder_of_certificates_that_is_none_is_no_traceback(
    shell: Shell, tmp_path: Path
) -> None:
    shell.environ["SSL_CERT_DIR"] = str(tmp_path / "missing")

    assert "Traceback" not in shell.run("doctor").err
