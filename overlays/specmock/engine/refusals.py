"""Refusals of requests."""

from collections.abc import Iterable, Mapping

from specmock.openapi import Breach, HttpResponse


class RefusedError(Exception):
    """A request that is refused, with the statuses that say so, the best one first."""

    def __init__(
        self,
        statuses: Iterable[str],
        reason: str,
        example: str | None = None,
        headers: Mapping[str, str] | None = None,
        breaches: Iterable[Breach] = (),
    ) -> None:
        super().__init__(reason)
        self.statuses = tuple(statuses)
        self.example = example
        self.headers = headers or {}
        self.breaches = tuple(breaches)  # of the document by the request, all that were found

    def complete(self, response: HttpResponse) -> HttpResponse:
        """Write into a documented answer what is known of this refusal alone."""
        response.headers.update(self.headers)
        return response
