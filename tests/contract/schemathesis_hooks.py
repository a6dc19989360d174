"""Hooks for schemathesis, which its command imports: x-exactly-one-of, patterns of headers."""

from typing import Any

import jsonschema_rs
import schemathesis
from schemathesis.generation import GenerationMode


@schemathesis.hook
def filter_case(_: schemathesis.HookContext, case: Any) -> bool:
    """Leave out what is called valid and is not: no id at all, and headers unlike a pattern."""
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE:
        return True
    definition = case.operation.definition.raw
    one_of = definition.get("x-exactly-one-of", ())
    if one_of and not any(name in (case.query or {}) for name in one_of):
        return False  # OpenAPI has no word for this
    patterns = {
        parameter.name: parameter.definition["schema"]["pattern"]
        for parameter in case.operation.headers
        if "pattern" in parameter.definition.get("schema", {})
    }
    return all(  # its coverage phase sends `0` where the pattern asks for a UUID
        jsonschema_rs.is_valid({"pattern": patterns[name]}, value)
        for name, value in (case.headers or {}).items()
        if name in patterns
    )


@schemathesis.hook
def before_call(_: schemathesis.HookContext, case: Any, __: dict[str, Any]) -> None:
    """Send one id where a valid request has two of which one may be sent."""
    if case.meta is None or case.meta.generation.mode is GenerationMode.POSITIVE:
        one_of = case.operation.definition.raw.get("x-exactly-one-of", ())
        for name in [name for name in one_of if name in (case.query or {})][1:]:
            del case.query[name]
