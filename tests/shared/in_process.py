"""A mock that is asked in process, a line a request."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import specmock

FORM = "application/x-www-form-urlencoded"


class InProcess:
    """Asks a mock of a document in process."""

    def __init__(self, document: Path, **settings: Any) -> None:
        self.mock = specmock.Mock(document, specmock.Settings(**settings))

    def ask(self, line: str, body: Any = None, media: str = "application/json") -> Any:
        method, _, target = line.partition(" ")
        path, _, query = target.partition("?")
        sent = b"" if body is None else json.dumps(body).encode()
        if media == FORM:
            sent = urlencode(body).encode()
        headers = {"content-type": media, "host": "127.0.0.1:7000"}
        answer = self.mock.handle(specmock.HttpRequest(method, path, query, headers, sent))
        assert isinstance(answer, specmock.HttpResponse)
        return answer

    def json(self, line: str, body: Any = None, media: str = "application/json") -> Any:
        answer = self.ask(line, body, media)
        assert answer.status in {200, 201}, answer
        return answer.json()
