"""Tokens of one word, with which another process waits on."""

from shlex import quote

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from testruns import RunRef

TEXT = st.text(min_size=1, max_size=12)
NUMBER = st.none() | st.integers(0, 10**12)
ID = "770e8400-e29b-41d4-a716-446655440000"


@given(
    st.text("abz_09", min_size=1, max_size=12),
    TEXT,
    st.lists(TEXT, max_size=5),
    NUMBER,
    NUMBER,
)
def test_a_token_is_read_as_it_was_written_and_is_one_word(
    vendor: str, kind: str, ids: list[str], expected: int | None, started: int | None
) -> None:
    ref = RunRef(vendor, kind, ids, expected, started=started)

    token = ref.to_token()

    assert RunRef.from_token(token) == ref
    assert quote(token) == token
    assert RunRef.from_token(f" {token}\n") == ref


@pytest.mark.parametrize(
    ("ref", "token"),
    [
        (RunRef("qualigate", "suite", (ID,), 5), f"qualigate:suite:{ID}:5"),
        (RunRef("checkly", "session", (ID,), None, "https://a", 17), f"checkly:session:{ID}::17"),
        (RunRef("testclix", "test", ("01&\x2c7",)), "testclix:test:01%26%2C7"),
        (RunRef("qualigate", "project", (), 0), "qualigate:project::0"),
    ],
)
def test_a_token_is_as_short_as_its_ids(ref: RunRef, token: str) -> None:
    assert ref.to_token() == token
    assert RunRef.from_token(token) == evolve(ref, link=None)


def test_a_token_in_json_is_read_as_well() -> None:
    ref = RunRef("checkly", "session", (ID,), None, "https://a.test", 17)

    assert RunRef.from_token(ref.to_json()) == ref


@pytest.mark.parametrize(
    "token",
    ["", "a", "a:b", "a b:c:d", "a:b:c:x", "a:b:c:1:2:3", "a:b:c,", "a:b:c:-1", "a::c", "a:b:c d"],
)
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="not a token"):
        RunRef.from_token(token)


@pytest.mark.parametrize("token", ["a:b:%ff", "a:%ff:c", "a:b:c,%e9t%e9"])
def test_a_token_that_is_no_utf_8_is_told_as_damaged(token: str) -> None:
    with pytest.raises(ValueError, match="the token of a run is damaged"):
        RunRef.from_token(token)
