"""Extensions of a wrong shape are told with their line, and disable what they are about alone."""

from pathlib import Path

import pytest
import specmock
from specmock.cli import main
from text_edits import edited

DOCUMENT = """\
openapi: 3.1.0
info: {title: Jobs, version: "1"}
x-mock: {}
paths:
  /pets: {get: {responses: {"200": {description: All of them.}}}}
  /jobs/{id}:
    get:
      operationId: get_job
      x-aggregate: {runs: get_job.id, counts: {total: all}}
      x-rate-limit: {limit: 5, window: 60}
      parameters: [{name: id, in: path, required: true, schema: {type: string}, example: job-1}]
      responses:
        "200":
          description: The job.
          content:
            application/json:
              schema:
                properties:
                  state:
                    enum: [queued, done]
                    x-lifecycle: {start: queued, next: {queued: done}}
              examples: {job: {value: {id: job-1, state: done}}}
"""
WRONG = {
    "x-mock: [1]": ("x-mock: {}", 3),
    "x-mock: null": ("x-mock: {}", 3),
    "x-mock: {keys: {a: 5}}": ("x-mock: {}", 3),
    "x-mock: {wrong-key: {example: a}}": ("x-mock: {}", 3),
    "x-lifecycle: 5": ("x-lifecycle: {start: queued, next: {queued: done}}", 21),
    "x-lifecycle: {next: {queued: done}}": (
        "x-lifecycle: {start: queued, next: {queued: done}}",
        21,
    ),
    "x-lifecycle: {start: queued, next: [done]}": (
        "x-lifecycle: {start: queued, next: {queued: done}}",
        21,
    ),
    "x-aggregate: {counts: {}}": ("x-aggregate: {runs: get_job.id, counts: {total: all}}", 9),
    "x-aggregate: {runs: get_job.id, counts: {total: some}}": (
        "x-aggregate: {runs: get_job.id, counts: {total: all}}",
        9,
    ),
    "x-aggregate: {runs: get_job.id, wait: seconds}": (
        "x-aggregate: {runs: get_job.id, counts: {total: all}}",
        9,
    ),
}


def test_the_document_is_served_as_it_is() -> None:
    assert specmock.Mock(specmock.loads(DOCUMENT, "jobs.yaml")).refused == []


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_extension_is_told_with_its_line_and_the_rest_is_served(
    wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right, line = WRONG[wrong]
    path = tmp_path / "jobs.yaml"
    path.write_text(edited(DOCUMENT, (right, wrong)))
    mock = specmock.Mock(path)

    served = mock.handle(specmock.HttpRequest("GET", "/pets"))

    told = [str(each) for each in (*(each.error for each in mock.refused), *mock.ignored)]
    assert any(f"jobs.yaml:{line}: {wrong.partition(':')[0]}" in each for each in told)
    assert isinstance(served, specmock.HttpResponse)
    assert served.status == 200
    assert main(["serve", str(path), "--strict", "--port", "0"]) == 1
    assert told[0] in capsys.readouterr().err


def test_of_wrong_keys_the_right_ones_are_taken() -> None:
    right, wrong = "x-mock: {}", "x-mock: {keys: {a: 5, mine: accepted}, missing-key: 5}"

    mock = specmock.Mock(specmock.loads(DOCUMENT.replace(right, wrong), "jobs.yaml"))

    assert mock.keys == ["mine"]
    assert len(mock.ignored) == 2


@pytest.mark.parametrize(
    "wrong", ["5", "[1]", "{limit: 0, window: 1}", "{limit: 1, window: 1, scope: 5}"]
)
def test_a_wrong_limit_of_all_operations_is_ignored_and_told(wrong: str) -> None:
    text = DOCUMENT.replace("x-mock: {}", f"x-rate-limit: {wrong}")

    mock = specmock.Mock(specmock.loads(text, "jobs.yaml"))

    assert mock.refused == []
    assert [str(each).partition(": ")[0] for each in mock.ignored] == ["jobs.yaml:3"]


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("x-rate-limit: [1]", 10),
        ("x-rate-limit: 5", 10),
        ("x-rate-limit: {limit: 0, window: 1}", 10),
        ("x-rate-limit: {limit: 5}", 10),
        ("x-rate-limit: {limit: 5, window: 1, scope: key}", 10),
        ("x-rate-limit: {limit: 5, window: 1, retry-after: 5}", 10),
        ("x-aggregate: [runs]", 9),
    ],
)
def test_an_operation_that_cannot_be_limited_or_summed_up_is_refused_alone(
    wrong: str, line: int
) -> None:
    lines = DOCUMENT.splitlines()
    lines[line - 1] = f"      {wrong}"

    mock = specmock.Mock(specmock.loads("\n".join(lines), "jobs.yaml"))

    assert [refused.id for refused in mock.refused] == ["get_job"]
    assert f"jobs.yaml:{line}: " in str(mock.refused[0].error)


def test_the_check_tells_it_as_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "jobs.yaml"
    path.write_text(edited(DOCUMENT, ("x-mock: {}", "x-mock: [1]")))

    assert main(["check", str(path)]) == 1
    assert "jobs.yaml:3: x-mock" in capsys.readouterr().out
