"""Reasons of the mutants that survive, which are named one by one."""

from typing import Final

_TURNED: Final = "a value fits one type only, and a word is a string in either order"
_NO_QUOTES: Final = "an id has nothing to quote"

REASONS: Final[dict[str, tuple[str, ...]]] = {
    # Clients of mutated specs
    _TURNED: tuple(
        f"{place}: order turned"
        for place in (
            "checkly schemas/AgenticCheckResult/allOf/1/properties/artifactManifest/anyOf",
            "checkly schemas/AnyAssetScope/anyOf",
            "checkly schemas/AnyAssetType/anyOf",
            "checkly schemas/AnyCheckType/anyOf",
            "checkly schemas/AnyEndedStatus/anyOf",
            "checkly schemas/AnyResultType/anyOf",
            "checkly schemas/AnySessionStatus/anyOf",
            "checkly schemas/EnvironmentVariable/oneOf",
            "checkly schemas/RetryStrategy/oneOf",
            "checkly schemas/SessionResultDetails/allOf/1/properties/agenticCheckResult/anyOf",
            "checkly schemas/SessionResultDetails/allOf/1/properties/apiCheckResult/anyOf",
            "checkly schemas/SessionResultDetails/allOf/1/properties/browserCheckResult/anyOf",
            "checkly schemas/SessionResultDetails/allOf/1/properties/multiStepCheckResult/anyOf",
            "checkly schemas/SessionResultDetails/allOf/1/properties/playwrightCheckResult/anyOf",
            "checkly schemas/SessionSummary/properties/invoker/anyOf",
            "qualigate schemas/AnyRunState/anyOf",
            "qualigate schemas/AnySuiteState/anyOf",
            "qualigate schemas/ProjectConfig/properties/ci_config/anyOf",
            "qualigate schemas/RunAnswer/oneOf",
            "qualigate schemas/RunRequest/oneOf",
            "qualigate schemas/TriggerAnswer/oneOf",
            "testclix schemas/AnyStatusWord/anyOf",
            "testclix schemas/StatusDetails/properties/tests/anyOf",
        )
    ),
    "the name of a header has no case": (
        'checkly parameters/Account: name becomes "X-checkly-account"',
    ),
    # Defects
    _NO_QUOTES: (
        *(
            f"checkly api/sessions/{place}: a {what}"
            for place in (
                "await_session_completion.py#0",
                "get_session_result.py#0",
                "list_session_result_assets.py#1",
            )
            for what in (
                "path is composed",
                "path is not quoted",
                "path is quoted twice",
                "slash in a path is kept",
                "space in a path is a plus",
            )
        ),
        "checkly api/sessions/await_session_completion.py#0: a header is quoted",
        "checkly api/sessions/get_session_result.py#0: a header is quoted",
        "checkly api/sessions/trigger_session.py#0: a header is quoted",
        *(
            f"qualigate api/runs/{place}: a text in a query is {what}"
            for place in ("get_results.py#0", "get_results.py#1", "get_run.py#0")
            for what in ("quoted", "stripped")
        ),
    ),
    "a word of an enum has nothing to quote": (
        "checkly api/sessions/list_session_result_assets.py#0: a text in a query is quoted",
        "checkly api/sessions/list_session_result_assets.py#0: a text in a query is stripped",
    ),
    "it is always sent": (
        "qualigate api/projects/get_ci_config.py#0: false and zero are left out",
        "qualigate api/projects/get_ci_config.py#0: nothing is sent as null",
    ),
    "an id is neither false nor zero": (
        "qualigate api/runs/get_results.py#0: false and zero are left out",
        "qualigate api/runs/get_run.py#0: false and zero are left out",
    ),
    "no header is optional": (
        "qualigate api/runs/trigger_run.py#0: a header is left for the next call",
    ),
    # Mocks
    "an empty id is another path, which is not there": (
        "testclix parameters/TestId/schema: ignores minLength",
    ),
    "in a path each text is a string": (
        "checkly parameters/SessionId/schema: ignores type",
        "testclix parameters/TestId/schema: ignores type",
    ),
    "in a query each text is an array of texts": (
        "checkly paths//v1/test-sessions/get/parameters/5/schema: ignores type",
        "checkly paths//v1/test-sessions/get/parameters/5/schema/items: ignores type",
        "checkly paths//v1/test-sessions/get/parameters/6/schema: ignores type",
        "checkly paths//v1/test-sessions/get/parameters/6/schema/items: ignores type",
    ),
    "in a query each id is a string": (
        "qualigate paths//api/v1/trigger/get/parameters/0/schema: ignores type",
        "qualigate paths//api/v1/trigger/get/parameters/1/schema: ignores type",
    ),
    "what it is composed with says that it is an object": (
        "qualigate schemas/RunOptions: ignores type",
    ),
}


def reason(mutant: str) -> str | None:
    """Find the reason why a mutant survives, by vendor, place and kind; None where nobody knows."""
    return next((why for why, names in REASONS.items() if mutant in names), None)
