"""Contract tests: requests that the specs allow go through the generated clients."""

from typing import Any, Final

import pytest
import schemathesis
import specmock
from exchanges import answers, replay
from hypothesis import HealthCheck, Phase, settings
from refusals import forbidden
from specmock.contract import client_under_test, hard_requests
from vendors import EXAMPLES, IS_THOROUGH, SETTINGS, Benches, schema_of, shown

from specs import SPECS

STATEFUL: Final = settings(
    max_examples=EXAMPLES,
    stateful_step_count=6,
    derandomize=not IS_THOROUGH,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@schemathesis.pytest.parametrize(**{name: schema_of(name) for name in SPECS})
def test_a_request_and_its_answer(case: Any, all_benches: Benches) -> None:
    """A request says the same on the wire, and its answer the same after parsing."""
    bench = all_benches.of(case)

    case.call_and_validate(bench.url, bench.session)


@pytest.mark.parametrize("ways", [("sync", "asyncio"), ("asyncio", "sync")], ids=" ".join)
@pytest.mark.parametrize("name", SPECS)
def test_all_that_a_spec_documents_goes_through_its_client(
    name: str, ways: Any, all_benches: Benches
) -> None:
    mock = specmock.Mock(SPECS[name], SETTINGS, specmock.VirtualClock())
    client = client_under_test(f"{name}_client", SPECS[name], specmock.MockTransport(mock), ways)

    done = list(shown(client, mock))
    all_benches.by_name[name].client.coverage.take(client.coverage.dumped())

    assert client.coverage.missing() == []
    assert client.coverage.raw == 0
    assert [each for each in done if str(each[2]) not in each[1] and each[2] >= 300] == []


@pytest.mark.parametrize("name", SPECS)
def test_values_that_break_encoders_go_through_the_client(name: str) -> None:
    mock = specmock.Mock(SPECS[name], SETTINGS, specmock.VirtualClock())
    client = client_under_test(f"{name}_client", SPECS[name], specmock.MockTransport(mock))

    done = {
        f"{operation.id} {what}": client.ask(request).response.status_code
        for operation in client.operations.values()
        for what, request in hard_requests(operation, client.schemas, mock.key)
    }

    assert len(done) > 30
    assert client.coverage.raw == 0
    assert {status for status in done.values() if status >= 400} <= {404}  # no ids


@pytest.mark.parametrize("name", SPECS)
def test_every_answer_that_a_schema_allows_survives_the_client(name: str) -> None:
    client = client_under_test(f"{name}_client", SPECS[name], "")

    for answer in answers(name, 4 * EXAMPLES):
        replay(client, answer)


@pytest.mark.parametrize("name", SPECS)
def test_annotations_and_models_say_what_the_spec_says(name: str) -> None:
    client = client_under_test(f"{name}_client", SPECS[name], "")

    assert client.annotation_differences() == []
    assert client.model_differences() == []


@pytest.mark.parametrize("name", SPECS)
def test_what_a_spec_forbids_is_refused_as_it_documents(name: str) -> None:
    mock = specmock.Mock(SPECS[name], SETTINGS, specmock.VirtualClock())
    client = client_under_test(f"{name}_client", SPECS[name], specmock.MockTransport(mock))

    wrong = {}
    for what, request in forbidden(client, mock.key):
        response = client.send(request)
        if response.status_code < 400 or client.answer_differences(request, response):
            wrong[what] = response.status_code

    assert wrong == {}
    assert client.coverage.raw > 0


@pytest.mark.parametrize("name", SPECS)
def test_runs_live_along_the_links(name: str, all_benches: Benches) -> None:
    """Trigger, read and end: schemathesis follows the links, each value to where it leads."""
    bench = all_benches.by_name[name]

    class Machine(schema_of(name).as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            bench.mock.reset()

        def get_call_kwargs(self, _: Any) -> dict[str, Any]:
            return {"base_url": bench.url, "session": bench.session}

    Machine.run(settings=STATEFUL)
