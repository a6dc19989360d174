"""Iterating over a list that the vendor gives in pages."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from inspect import signature
from typing import Any, Generic, ParamSpec, TypeVar

from attrs import evolve, frozen

from testruns._engine.drivers import drive, drive_async
from testruns._engine.steps import Core, asking, deadline

from ._requests import check_arguments
from ._wire import Call, Client, Endpoint, Reply
from .policy import DEFAULT_POLICY, PollPolicy

C = TypeVar("C", bound=Client)
P = ParamSpec("P")
T = TypeVar("T")


@frozen(eq=False, repr=False, slots=False)
class Listing(Generic[C, P, T]):
    """A list in pages, whose filters are the parameters of the generated operation.

    `page` reads an answer: its entries, and the cursor of the next page, empty after the last,
    which goes into the parameter `cursor`.
    """

    client_type: type[C]
    endpoint: Endpoint
    arguments: Callable[P, Mapping[str, Any]]
    page: Callable[[Reply], tuple[Sequence[T], str]]
    cursor: str
    defaults: Mapping[str, Any]
    policy: PollPolicy = DEFAULT_POLICY

    def with_policy(self, policy: PollPolicy) -> "Listing[C, P, T]":
        """Ask with another patience."""
        return evolve(self, policy=policy)

    def entries(self, client: C, /, *args: P.args, **filters: P.kwargs) -> Iterator[T]:
        """Iterate over the entries of all pages, newest page first, each asked for when needed.

        The filters are the parameters of the generated operation, and are checked at once.

        Raises:
            ValueError: A filter cannot be sent.
            RequestFailed: A page has no answer within the policy's timeout.
        """
        pages = self._pages(client, *args, **filters)

        def iterate() -> Iterator[T]:
            for page in pages:
                yield from drive(client, page)

        return iterate()

    def entries_async(self, client: C, /, *args: P.args, **filters: P.kwargs) -> AsyncIterator[T]:
        """Iterate over the entries of all pages; `entries`, awaited."""
        pages = self._pages(client, *args, **filters)

        async def iterate() -> AsyncIterator[T]:
            for page in pages:
                for entry in await drive_async(client, page):
                    yield entry

        return iterate()

    def _pages(self, client: C, *args: P.args, **filters: P.kwargs) -> Iterator[Core[Sequence[T]]]:
        if not isinstance(client, self.client_type):
            raise TypeError(f"{type(client).__name__} is no client, or a client of another vendor")
        known = signature(self.arguments).parameters
        unknown = sorted(set(filters) - set(known))
        if args or unknown:
            wrong = f"there is no filter {', '.join(unknown)}" if unknown else "filters have names"
            raise TypeError(f"{wrong}; these are: {', '.join(known)}")
        check_arguments(self.arguments, filters)
        asked: list[str] = []
        following: list[str] = [""]

        def page(cursor: str) -> Core[Sequence[T]]:
            given = {**self.defaults, **filters} | ({self.cursor: cursor} if cursor else {})
            call = Call(self.endpoint, given, self.page)
            end = deadline(self.policy, None)
            entries: Sequence[T]
            entries, after = yield from asking(call, self.policy, end)
            # A cursor that comes back would never end.
            following.extend({after} - {"", *asked})
            return entries

        def pages() -> Iterator[Core[Sequence[T]]]:
            while following:
                asked.append(following.pop())
                yield page(asked[-1])

        return pages()
