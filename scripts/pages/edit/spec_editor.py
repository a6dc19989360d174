"""A spec under edit beside the page that asks for it: where the facts of both stand."""

import copy
from typing import Any

from attrs import define, field
from specmock.openapi import Pointer, pointer_of

from pages.facts import Facts, Place
from pages.spec_facts import facts_of, operations

from .schemas import MARK, Builder, camel
from .splice import EditError, Editor


class PersonNeeded(EditError):  # noqa: N818 - it tells who has to act, and is no failure
    """A change that no rule decides, with what a person has to decide."""


@define
class SpecEditor(Editor):
    """Edits one spec by what one page states."""

    page: Facts = field(kw_only=True)
    address: str = field(kw_only=True)  # of the page
    lost: list[Place] = field(factory=list, kw_only=True)  # what the page lacks, for renames
    guesses: list[str] = field(factory=list, init=False)
    _facts: Facts | None = field(default=None, init=False, repr=False)

    @property
    def facts(self) -> Facts:
        """Facts of the spec as they were when they were first asked for."""
        if self._facts is None:
            self._facts = facts_of(self.document)
        return self._facts

    def forget_facts(self) -> None:
        """Read the facts again when they are asked for: places have moved."""
        self._facts = None

    def trial(self) -> "SpecEditor":
        """Copy the editor, to try an edit on."""
        copied = copy.copy(self)
        copied.guesses, copied._facts = [], self.facts
        return copied

    # Where things are in the spec.

    def operation(self, name: str) -> Pointer:
        """Pointer of an operation; EditError where the spec has none of that name."""
        method, _, path = name.partition(" ")
        pointer = ("paths", path, method.lower())
        if not self.has(pointer):
            raise EditError(f"the spec has no {name}")
        return pointer

    def operations(self) -> list[tuple[str, Any]]:
        """Operations with their nodes."""
        return [(name, self.at(pointer)) for name, pointer in operations(self.document)]

    def sites(self, place: Place) -> list[Pointer]:
        """Pointers under which the owners of a place hold its schema, each once."""
        return list(dict.fromkeys(self.facts.sites.get(place, [])))

    def nodes(self, place: Place) -> list[Pointer]:
        """Schemas that a place is made of, references followed, each once."""
        return list(dict.fromkeys(self.facts.nodes.get(place, [])))

    def parameters(self, place: Place) -> list[Pointer]:
        found = [site[:-1] for site in self.sites(place) if site[-1] == "schema"]
        if not found:
            raise EditError(f"the spec has no parameter {place.name}")
        return [one for one in dict.fromkeys(found) if self.has(one)]

    def holders(self, place: Place) -> list[Pointer]:
        """Objects that have the property of a place."""
        return [
            one
            for one in self.nodes(place.parent)
            if place.leaf in self.at(one).get("properties", {})
        ]

    def places_of(self, piece: Pointer) -> list[Place]:
        """Places whose value an object is a part of."""
        return [place for place, nodes in self.facts.nodes.items() if piece in nodes]

    # Where things are on the page.

    def siblings(self, place: Place) -> list[str]:
        """Names of the list that a place is in, in the order of the page."""
        return [one.leaf for one in self.page.stated if one.parent == place.parent]

    def neighbours(self, place: Place, there: Any) -> tuple[str, str]:
        """Names of the spec after and before which a name of the page stands."""
        siblings, leaf = self.siblings(place), place.leaf
        at = siblings.index(leaf) if leaf in siblings else len(siblings)
        after = next((one for one in reversed(siblings[:at]) if one in there), "")
        before = next((one for one in siblings[at:] if one in there), "")
        return after, "" if after else before

    def page_order(self, place: Place, words: list[str]) -> list[str]:
        """Words of an enum in the order of a description; as they come from any other page."""
        document = self.page.document
        for pointer in self.page.nodes.get(place, ()) if document is not None else ():
            assert document is not None  # noqa: S101 - the line above looks
            order = document.at(pointer).get("enum", [])
            if {*words} <= {*map(str, order)}:
                return [str(one) for one in order if str(one) in words]
        return words

    def header_name(self, place: Place) -> str:
        """Name of a header as the page writes it; facts have it in lower case."""
        return self.page.spelled.get(place.name, place.name)

    # What edits of all kinds do.

    def put(
        self, pointer: Pointer, key: str, value: Any, *, after: str = "", before: str = ""
    ) -> None:
        """Set an entry, or add it where it is missing."""
        if key in self.at(pointer):
            self.set((*pointer, key), value)
        else:
            self.add(pointer, key, value, after=after, before=before)

    def builder(self, place: Place, owner: str = "") -> Builder:
        """Builder of the schemas of a place; `owner` is the prefix of names that say too little."""
        method, _, path = place.operation.partition(" ")
        node = self.root["paths"].get(path, {}).get(method.lower(), {})
        prefix = owner or camel(str(node.get("operationId", "")))
        is_answer = place.where.startswith("answer")
        return Builder(self.root, prefix, is_answer, place.where == "header")

    def add_components(self, builder: Builder, near: Pointer = ()) -> None:
        """Add the components that a builder has collected, after the one nearby."""
        if not builder.components:
            return
        after = str(near[2]) if near[:2] == ("components", "schemas") else ""
        for name, schema in builder.components.items():
            self.add_component("schemas", name, schema, after)
            after = name
        builder.components.clear()

    def add_component(self, section: str, name: str, value: Any, after: str = "") -> None:
        """Add a component, and its section where there is none."""
        if not self.has(("components",)):
            self.add((), "components", {section: {name: value}})
        elif not self.has(("components", section)):
            self.add(("components",), section, {name: value}, before="schemas")
        else:
            self.add(("components", section), name, value, after=after)

    def copy_component(self, site: Pointer, fresh: str) -> Pointer:
        """Give a site a copy of the component that it refers to, and read the facts again."""
        old = pointer_of(self.at(site)["$ref"])
        copied = self.at(old)
        if "description" not in copied:
            copied = {**copied, MARK: True}
        self.add(("components", "schemas"), fresh, copied, after=str(old[-1]))
        self.set((*site, "$ref"), f"#/components/schemas/{fresh}")
        self.forget_facts()
        return ("components", "schemas", fresh)
