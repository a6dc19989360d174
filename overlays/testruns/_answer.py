"""Reading a vendor's answer field by field: what decides has to be there, the rest may lack."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from attrs import field, frozen

T = TypeVar("T")


def text(value: object) -> str:
    """Read a text."""
    if isinstance(value, str):
        return value
    raise TypeError


def flag(value: object) -> bool:
    """Read true or false."""
    if isinstance(value, bool):
        return value
    raise TypeError


def number(value: object) -> float:
    """Read a number."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    raise TypeError


def count(value: object) -> int:
    """Read a whole number from 0 on, also as 5.0, which is an integer of JSON Schema, too."""
    if number(value) >= 0 and value == int(value):  # type: ignore[call-overload]  # a number
        return int(value)  # type: ignore[call-overload,no-any-return]  # as above
    raise ValueError


def uuid(value: object) -> UUID:
    """Read a UUID."""
    return UUID(text(value))


def moment(value: object) -> datetime:
    """Read a moment, in UTC where it has no offset."""
    read = datetime.fromisoformat(text(value))
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def array(value: object) -> list[Any]:
    """Read a list."""
    if isinstance(value, list):
        return value
    raise TypeError


@frozen(eq=False, repr=False)
class Answer:
    """A JSON object of an answer, or one in it at `where`.

    A field that is absent or null is None. So is one of another kind, of which `unread` is told,
    unless a verdict rests on it: then the answer is `unreadable`, which makes the error.
    """

    fields: Mapping[str, Any]
    unreadable: Callable[[str], Exception]
    where: str = ""
    unread: list[str] = field(factory=list)

    def read(self, name: str, kind: Callable[[object], T], *, decides: bool = False) -> T | None:
        """Read a field."""
        value = self.fields.get(name)
        try:
            return None if value is None else kind(value)
        except (ArithmeticError, TypeError, ValueError):
            wrong = f"{self.where}{name} is no {kind.__name__}"
        if decides:
            raise self.unreadable(wrong)
        self.unread.append(wrong)
        return None

    def need(self, name: str, kind: Callable[[object], T]) -> T:
        """Read a field that has to be there."""
        value = self.read(name, kind, decides=True)
        if value is None:
            raise self.unreadable(f"{self.where}{name} is missing")
        return value

    def about(self, name: str, own: object) -> "Answer":
        """Refuse an answer whose id is another one than that which was asked for."""
        if self.need(name, uuid if isinstance(own, UUID) else text) != own:
            raise self.unreadable(f"it is about another {self.where}{name}")
        return self

    def having(self, name: str) -> "Answer":
        """Refuse an answer without a list of that name."""
        self.need(name, array)
        return self

    def values(self, name: str, kind: Callable[[object], T]) -> Iterator[T]:
        """Read the values of a list, past those of another kind."""
        for where, value in self._items(name):
            try:
                yield kind(value)
            except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
                self.unread.append(f"{where} is no {kind.__name__}")

    def entries(self, name: str) -> "Iterator[Answer]":
        """Read the objects of a list, past what is none."""
        for where, value in self._items(name):
            if isinstance(value, dict):
                yield Answer(value, self.unreadable, f"{where}.", self.unread)
            else:
                self.unread.append(f"{where} is no object")

    def _items(self, name: str) -> Iterator[tuple[str, object]]:
        for at, value in enumerate(self.read(name, array) or ()):
            yield f"{self.where}{name}[{at}]", value
