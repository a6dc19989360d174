"""What the specs allow goes through the generated clients, and is judged twice."""

from typing import Any

import pytest
import schemathesis
import specmock
from specmock.contract import client_under_test
from vendors import SETTINGS, SPECS, Benches, schema_of, shown, with_one_id


@schemathesis.pytest.parametrize(**{name: schema_of(name) for name in SPECS})
def test_a_request_and_its_answer(case: Any, all_benches: Benches) -> None:
    """A request says the same on the wire, and its answer the same after parsing."""
    bench = all_benches.of(case)

    with_one_id(case).call_and_validate(bench.url, bench.sessions[0])
    case.call(bench.url, bench.sessions[1])


@pytest.mark.parametrize("way", ["sync", "asyncio"])
@pytest.mark.parametrize("name", SPECS)
def test_all_that_a_spec_documents_goes_through_its_client(name: str, way: Any) -> None:
    mock = specmock.Mock(SPECS[name], SETTINGS, specmock.VirtualClock())
    client = client_under_test(f"{name}_client", SPECS[name], specmock.MockTransport(mock), way)

    done = list(shown(client, mock))

    assert client.coverage.missing() == []
    assert client.coverage.raw == 0
    assert [each for each in done if str(each[2]) not in each[1] and each[2] >= 300] == []
