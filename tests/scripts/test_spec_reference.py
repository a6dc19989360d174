"""The readable reference of each spec leaves nothing out that a caller needs."""

import re

import pytest
import spec_reference
from spec_edits import operations, parameters, schemas
from specmock.openapi import load

from specs import SPECS


@pytest.mark.parametrize("vendor", SPECS)
def test_each_operation_parameter_field_and_word_is_in_the_reference(vendor: str) -> None:
    document = load(SPECS[vendor])
    text = "\n".join(spec_reference.lines(document, vendor))

    names = [f"### `{str(at[-1]).upper()} {at[-2]}`" for at, _ in operations(document.root)]
    names += [f"`{operation['operationId']}`" for _, operation in operations(document.root)]
    names += [f"| `{parameter['name']}` |" for _, parameter in parameters(document.root)]
    for _, schema in schemas(document.root):
        names += [f"`{word}`" for word in schema.get("enum", ())]
    for name, schema in document.root["components"]["schemas"].items():
        names += [f"#### {name}", *(f"| `{field}` |" for field in schema.get("properties", ()))]

    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("vendor", SPECS)
def test_each_link_of_the_reference_leads_to_a_schema_in_it(vendor: str) -> None:
    text = "\n".join(spec_reference.lines(load(SPECS[vendor]), vendor))

    links = set(re.findall(r"\]\(#([\w-]+)\)", text))

    assert links
    assert links <= set(re.findall(r"^\(([\w-]+)\)=$", text, re.MULTILINE))
