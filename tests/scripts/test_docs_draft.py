"""The first spec of a vendor is drafted from its pages: it lints, generates and serves."""

import shutil
from pathlib import Path

import docs_check
import docs_draft
import generate
import pytest
from lint.document import lint
from pages.spec_facts import facts_of
from specmock import Mock
from specmock.openapi import Document, load

pytestmark = pytest.mark.slow  # many cases

PAGES = Path(__file__).with_name("pages")
ROOT = PAGES.parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A checkout without any spec."""
    (tmp_path / "specs" / "pages").mkdir(parents=True)
    return tmp_path


def share(draft: Document, spec: Document) -> float:
    """The share of the facts of a spec written by hand that a draft has."""
    ours, theirs = (
        {
            (place, aspect, stated.value)
            for place, aspects in facts_of(document).stated.items()
            for aspect, stated in aspects.items()
        }
        for document in (draft, spec)
    )
    return len(ours & theirs) / len(theirs)


@pytest.mark.parametrize(
    ("page", "reader", "floor"),
    [
        ("lamps.txt", "tables", 0.6),
        ("lamps.md", "tables", 0.6),
        ("bells.txt", "tables", 0.6),
        ("parcels.txt", "mintlify", 0.5),
        ("parcels.md", "mintlify", 0.9),
    ],
)
def test_a_draft_lints_and_has_most_of_what_a_person_would_write(
    root: Path, page: str, reader: str, floor: float
) -> None:
    vendor = Path(page).stem

    code = docs_draft.main([vendor, reader, str(PAGES / page)], root)

    path = root / "specs" / f"{vendor}.yaml"
    assert code in (0, 1)
    assert lint(load(path)) == []
    assert share(load(path), load(PAGES / "specs" / f"{vendor}.yaml")) >= floor
    assert docs_check.main([], root) == 0


@pytest.mark.slow
def test_a_draft_generates_and_serves(root: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", root)

    assert docs_draft.main(["lamps", "tables", str(PAGES / "lamps.txt")], root) in (0, 1)

    assert generate.generate(root) == 0
    assert (root / "generated" / "lamps_client" / "api").is_dir()
    assert Mock(load(root / "specs" / "lamps.yaml"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["lamps", "tables", "nothing.txt"], "no such file"),
        (["lamps", "openapi", "lamps.txt"], "this is no description"),
        (["lamps", "mintlify", "lamps.txt"], "expected a method and a path"),
    ],
)
def test_what_cannot_be_drafted_is_one_sentence(
    root: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    vendor, reader, page = arguments

    assert docs_draft.main([vendor, reader, str(PAGES / page)], root) == 2
    assert said in capsys.readouterr().err
    assert not (root / "specs" / "lamps.yaml").exists()


def test_a_description_whose_operations_cannot_be_read_drafts_nothing(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = root / "odd.yaml"
    page.write_text("openapi: 3.1.0\npaths:\n  /v1/odd:\n    get: list\n", "utf-8")

    assert docs_draft.main(["odd", "openapi", str(page)], root) == 2

    assert "nothing is written" in capsys.readouterr().err
    assert not (root / "specs" / "odd.yaml").exists()


def test_a_spec_that_is_there_is_not_drafted_again(root: Path) -> None:
    (root / "specs" / "lamps.yaml").write_text("here", "utf-8")

    assert docs_draft.main(["lamps", "tables", str(PAGES / "lamps.txt")], root) == 2
    assert (root / "specs" / "lamps.yaml").read_text("utf-8") == "here"


def test_a_keyword_names_no_vendor(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        docs_draft.main(["class", "tables", str(PAGES / "lamps.txt")], root)
    assert "a keyword of Python" in capsys.readouterr().err


def test_a_description_nested_too_deeply_is_one_sentence(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = root / "deep.json"
    nested = '{"a":' * 100_000 + "1" + "}" * 100_000
    page.write_text(f'{{"openapi": "3.1.0", "paths": {{}}, "x": {nested}}}', "utf-8")

    assert docs_draft.main(["deep", "openapi", str(page)], root) == 2
    assert "levels deep" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["openapi: 2.0\npaths: {}\n", '{"swagger": "2.0", "paths": {}}'])
def test_a_description_of_version_2_is_refused_with_advice(
    root: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    page = root / "old"
    page.write_text(text, "utf-8")

    assert docs_draft.main(["old", "openapi", str(page)], root) == 2
    assert "convert it to 3.0 or 3.1 first" in capsys.readouterr().err


def test_a_spot_that_a_draft_does_not_read_is_named(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = root / "odd.yaml"
    odd = "{name: odd, in: query, schema: {type: tuple, items: [{}]}}"
    page.write_text(
        "openapi: 3.1.0\ninfo: {title: Odd, version: '1'}\npaths:\n  /v1/odd:\n    get:\n"
        f"      parameters: [{odd}, {{name: even, in: query, schema: {{type: string}}}}]\n"
        "      responses: {'204': {description: Done}}\n",
        "utf-8",
    )

    assert docs_draft.main(["odd", "openapi", str(page)], root) == 1
    assert "name: even" in (root / "specs" / "odd.yaml").read_text("utf-8")
    assert "parameters/0/schema" in "".join(capsys.readouterr().out.split())
