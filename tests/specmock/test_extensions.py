"""Extensions of a wrong shape are told with their line, and with no traceback."""

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
    "x-lifecycle: 5": ("x-lifecycle: {start: queued, next: {queued: done}}", 20),
    "x-lifecycle: {next: {queued: done}}": (
        "x-lifecycle: {start: queued, next: {queued: done}}",
        20,
    ),
    "x-lifecycle: {start: queued, next: [done]}": (
        "x-lifecycle: {start: queued, next: {queued: done}}",
        20,
    ),
    "x-aggregate: {counts: {}}": ("x-aggregate: {runs: get_job.id, counts: {total: all}}", 8),
    "x-aggregate: {runs: get_job.id, counts: {total: some}}": (
        "x-aggregate: {runs: get_job.id, counts: {total: all}}",
        8,
    ),
    "x-aggregate: {runs: get_job.id, wait: seconds}": (
        "x-aggregate: {runs: get_job.id, counts: {total: all}}",
        8,
    ),
}


def test_the_document_is_served_as_it_is() -> None:
    assert specmock.Mock(specmock.loads(DOCUMENT, "jobs.yaml")).refused == []


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_extension_is_told_with_its_line(wrong: str) -> None:
    right, line = WRONG[wrong]
    assert right in DOCUMENT

    with pytest.raises(specmock.DocumentError) as told:
        specmock.Mock(specmock.loads(DOCUMENT.replace(right, wrong), "jobs.yaml"))

    assert str(told.value).startswith(f"jobs.yaml:{line}: {wrong.partition(':')[0]}")


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("x-rate-limit: [1]", 9),
        ("x-rate-limit: 5", 9),
        ("x-rate-limit: {limit: 0, window: 1}", 9),
        ("x-rate-limit: {limit: 5}", 9),
        ("x-aggregate: [runs]", 8),
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
