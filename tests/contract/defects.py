"""Defects of generated packages: what a generator can do wrong, by rules over the syntax tree."""

import ast
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Final

from attrs import frozen

from specs import ROOT

SITES: Final = 3  # of each kind in a package: the first, one in the middle, the last


@frozen
class Kind:
    """A rule: each node of a class whose source matches is replaced."""

    group: str
    name: str
    nodes: type[ast.AST]
    pattern: str
    replacement: str
    files: str = "api/*/*.py"
    hint: str = ""  # what the annotation of the last group's name has to match

    def applies(self, node: ast.AST, module: str) -> str | None:
        """Give the source that replaces a node, if the rule speaks of it."""
        if not isinstance(node, self.nodes):
            return None
        found = re.fullmatch(self.pattern, ast.unparse(node), re.DOTALL)
        if found is None:
            return None
        if self.hint:
            name = re.escape(found[found.lastindex or 0])
            hints = re.findall(rf"^    {name}: ([^=\n]+)", module, re.MULTILINE)
            if not any(re.search(self.hint, each) for each in hints):
                return None
        return found.expand(self.replacement)


_HEADER: Final = r"headers\['(?!Content-Type)(.*?)'\] = (.*)"
_QUERY: Final = r"params\['(.*?)'\] = (\w+)"
_LIST: Final = r"params\['(.*?)'\] = (json_\w+)"
_BODY: Final = r"_kwargs\['json'\] = (.*)"
_PATH: Final = r"quote\(str\((.*)\), safe=''\)"
_SYNC: Final = r"client\.get_httpx_client\(\)\.request\(\*\*kwargs\)"
_ASYNC: Final = r"await client\.get_async_httpx_client\(\)\.request\(\*\*kwargs\)"
_SENT: Final = "client.get_httpx_client().request(**kwargs"
_AWAITED: Final = "await client.get_async_httpx_client().request(**kwargs"
_PARSED: Final = r"sync_detailed\((.*)\)\.parsed"
_PARSED_ASYNC: Final = r"\(await asyncio_detailed\((.*)\)\)\.parsed"
_QUOTE: Final = "__import__('urllib.parse').parse.quote"
_MODELS: Final = "models/*.py"
_FIELD: Final = r"field_dict\['(\w+)'\] = (\w+)"
_ONE: Final = r"(\w+) = self\.\1"

# fmt: off
KINDS: Final = [
    # How values are written
    Kind("encoding", "a path is not quoted", ast.Call, _PATH, r"str(\1)"),
    Kind("encoding", "a slash in a path is kept", ast.Call, _PATH, r"quote(str(\1), safe='/')"),
    Kind("encoding", "a path is quoted twice", ast.Call, _PATH, r"quote(quote(str(\1), safe=''), safe='')"),
    Kind("encoding", "a space in a path is a plus", ast.Call, _PATH, r"quote(str(\1), safe='').replace('%20', '+')"),
    Kind("encoding", "a path is composed", ast.Call, _PATH, r"quote(__import__('unicodedata').normalize('NFC', str(\1)), safe='')"),
    Kind("encoding", "a header is in lower case", ast.Assign, _HEADER, r"headers['\1'] = \2.lower()"),
    Kind("encoding", "a header is quoted", ast.Assign, _HEADER, rf"headers['\1'] = {_QUOTE}(\2, safe='')"),
    Kind("encoding", "a body is a form", ast.Assign, _BODY, r"_kwargs['data'] = \1"),
    Kind("encoding", "a body is JSON in JSON", ast.Assign, _BODY, r"_kwargs['json'] = __import__('json').dumps(\1)"),
    Kind("encoding", "a body has a wrong type", ast.Assign, r"headers\['Content-Type'\] = 'application/json'", "headers['Content-Type'] = 'text/plain'"),
    Kind("encoding", "a list in a query is joined", ast.Assign, _LIST, r"params['\1'] = ','.join(map(str, \2)) if isinstance(\2, list) else \2", hint="^list"),
    Kind("encoding", "a text in a query is quoted", ast.Assign, _QUERY, rf"params['\1'] = {_QUOTE}(\2) if isinstance(\2, str) else \2", hint="^str"),
    Kind("encoding", "a text in a query is stripped", ast.Assign, _QUERY, r"params['\1'] = \2.strip() if isinstance(\2, str) else \2", hint="str"),
    Kind("encoding", "a text in a body is stripped", ast.Assign, _ONE, r"\1 = self.\1.strip() if isinstance(self.\1, str) else self.\1", _MODELS, hint="^str"),
    Kind("encoding", "a text in a body is cut", ast.Assign, _ONE, r"\1 = self.\1[:255] if isinstance(self.\1, str) else self.\1", _MODELS, hint="^str"),
    Kind("encoding", "a time loses its offset", ast.Call, r"self\.(\w+)\.isoformat\(\)", r"self.\1.replace(tzinfo=None).isoformat()", _MODELS),
    Kind("encoding", "a time loses its fraction", ast.Call, r"self\.(\w+)\.isoformat\(\)", r"self.\1.replace(microsecond=0).isoformat()", _MODELS),
    Kind("encoding", "a time is of another form", ast.Call, r"self\.(\w+)\.isoformat\(\)", r"self.\1.strftime('%d.%m.%Y %H:%M')", _MODELS),
    # What is sent and kept at all
    Kind("presence", "a query is left out", ast.Assign, _QUERY, "pass"),
    Kind("presence", "a header is left out", ast.Assign, _HEADER, "pass"),
    Kind("presence", "a body is left out", ast.Assign, _BODY, "pass"),
    Kind("presence", "nothing is sent as null", ast.DictComp, r"\{k: v for k, v in params\.items\(\) if .*\}", "{k: v if v else None for k, v in params.items()}"),
    Kind("presence", "false and zero are left out", ast.DictComp, r"\{k: v for k, v in params\.items\(\) if .*\}", "{k: v for k, v in params.items() if v}"),
    Kind("presence", "a default is invented", ast.Assign, _QUERY, r"params['\1'] = \2 if not isinstance(\2, Unset) else 1", hint="int"),
    Kind("presence", "a field is left out", ast.Assign, _FIELD, "pass", _MODELS),
    Kind("presence", "a required field is left out", ast.Expr, r"field_dict\.update\(\{'(\w+)': \w+(?:, )?(.*)\}\)", r"field_dict.update({\2})", _MODELS),
    Kind("presence", "an empty field is left out", ast.Compare, r"(\w+) is not UNSET", r"\1", _MODELS),
    Kind("presence", "unknown fields are lost", ast.Expr, r"field_dict\.update\(self\.additional_properties\)", "pass", _MODELS),
    Kind("presence", "unknown fields are not kept", ast.Assign, r"(\w+)\.additional_properties = (\w+)", r"\1.additional_properties = {}", _MODELS),
    Kind("presence", "null is taken for absent", ast.If, r"if data is None:\n    return data", "if data is None:\n    return UNSET", _MODELS),
    Kind("presence", "absent is taken for null", ast.Call, r"d\.pop\('(\w+)', UNSET\)", r"d.pop('\1', None)", _MODELS),
    Kind("presence", "a field is invented", ast.Expr, r"field_dict\.update\(self\.additional_properties\)", "field_dict.update({'surplus': 1, **self.additional_properties})", _MODELS),
    # In what order
    Kind("order", "a list in a query is reversed", ast.Assign, _LIST, r"params['\1'] = \2[::-1] if isinstance(\2, list) else \2", hint="^list"),
    Kind("order", "a list in a query is sorted", ast.Assign, _LIST, r"params['\1'] = sorted(\2) if isinstance(\2, list) else \2", hint="^list"),
    Kind("order", "repeats in a query are lost", ast.Assign, _LIST, r"params['\1'] = list(dict.fromkeys(\2)) if isinstance(\2, list) else \2", hint="^list"),
    Kind("order", "a list in a body is reversed", ast.For, r"for (\w+) in self\.(\w+):\n(.*)", r"for \1 in reversed(self.\2):\n\3", _MODELS),
    Kind("order", "a list in an answer is reversed", ast.For, r"for (\w+) in (_\w+):\n(.*)", r"for \1 in reversed(list(\2)):\n\3", _MODELS),
    Kind("order", "a list in an answer is cut", ast.For, r"for (\w+) in (_\w+):\n(.*)", r"for \1 in list(\2)[:1]:\n\3", _MODELS),
    Kind("order", "two arguments are swapped", ast.Call, r"_get_kwargs\((\w+)=\w+, (\w+)=\w+(.*)\)", r"_get_kwargs(\1=\2, \2=\1\3)"),
    # As what type
    Kind("type", "an id stays text", ast.Call, r"UUID\((.*)\)", r"\1", _MODELS),
    Kind("type", "a time stays text", ast.Call, r"datetime\.datetime\.fromisoformat\((.*)\)", r"\1", _MODELS),
    Kind("type", "a time becomes local", ast.Call, r"datetime\.datetime\.fromisoformat\((.*)\)", r"datetime.datetime.fromisoformat(\1).replace(tzinfo=None)", _MODELS),
    Kind("type", "a time without an offset becomes one of UTC", ast.Call, r"datetime\.datetime\.fromisoformat\((.*)\)", r"(lambda time: time if time.tzinfo else time.replace(tzinfo=datetime.UTC))(datetime.datetime.fromisoformat(\1))", _MODELS),
    Kind("type", "a time becomes a day", ast.Call, r"datetime\.datetime\.fromisoformat\((.*)\)", r"datetime.datetime.fromisoformat(\1).date()", _MODELS),
    Kind("type", "a number becomes text", ast.Assign, _ONE, r"\1 = str(self.\1)", _MODELS, hint=r"^(int|float)"),
    Kind("type", "an integer becomes a double", ast.Assign, _ONE, r"\1 = float(self.\1)", _MODELS, hint="^int$"),
    Kind("type", "a double becomes an integer", ast.Assign, _ONE, r"\1 = int(self.\1)", _MODELS, hint="^float$"),
    Kind("type", "a flag in a query is a word of Python", ast.Assign, _QUERY, r"params['\1'] = \2 if isinstance(\2, Unset) else str(\2)", hint=r"^bool"),
    Kind("type", "a number in a query is a double", ast.Assign, _QUERY, r"params['\1'] = float(\2) if isinstance(\2, int) else \2", hint="int"),
    Kind("type", "an object stays a mapping", ast.Call, r"([A-Z]\w+)\.from_dict\((_?\w+)\)", r"\2", _MODELS),
    # What the short forms give
    Kind("wrappers", "sync gives the whole response", ast.Attribute, _PARSED, r"sync_detailed(\1)"),
    Kind("wrappers", "asyncio gives the whole response", ast.Attribute, _PARSED_ASYNC, r"(await asyncio_detailed(\1))"),
    Kind("wrappers", "sync gives nothing", ast.Attribute, _PARSED, r"sync_detailed(\1) and None"),
    Kind("wrappers", "asyncio gives nothing", ast.Attribute, _PARSED_ASYNC, r"(await asyncio_detailed(\1)) and None"),
    Kind("wrappers", "sync drops an argument", ast.Attribute, r"sync_detailed\((.*), (\w+)=\w+\)\.parsed", r"sync_detailed(\1).parsed"),
    Kind("wrappers", "asyncio drops an argument", ast.Attribute, r"\(await asyncio_detailed\((.*), (\w+)=\w+\)\)\.parsed", r"(await asyncio_detailed(\1)).parsed"),
    Kind("wrappers", "asyncio blocks", ast.Await, _ASYNC, f"{_SENT})"),
    # The fields of a response
    Kind("response", "the status is always 200", ast.Call, r"HTTPStatus\(response\.status_code\)", "HTTPStatus(200)"),
    Kind("response", "the content is empty", ast.keyword, r"content=response\.content", "content=b''"),
    Kind("response", "the content is text", ast.keyword, r"content=response\.content", "content=response.text"),
    Kind("response", "the headers are empty", ast.keyword, r"headers=response\.headers", "headers=httpx.Headers()"),
    Kind("response", "the headers are those of the request", ast.keyword, r"headers=response\.headers", "headers=response.request.headers"),
    Kind("response", "nothing is parsed", ast.keyword, r"parsed=_parse_response\(.*\)", "parsed=None"),
    Kind("response", "a documented status is not known", ast.Compare, r"response\.status_code == (\d+)", "response.status_code == 299"),
    Kind("response", "an answer is not parsed to its model", ast.Call, r"\w+\.from_dict\(response\.json\(\)\)", "response.json()"),
    Kind("response", "an unexpected status is never raised", ast.Attribute, r"client\.raise_on_unexpected_status", "False"),
    Kind("response", "an unexpected status is always raised", ast.Attribute, r"client\.raise_on_unexpected_status", "True"),
    Kind("response", "an unexpected status has no content", ast.Call, r"errors\.UnexpectedStatus\(response\.status_code, response\.content\)", "errors.UnexpectedStatus(response.status_code, b'')"),
    # How often, and what is left from one call to the next
    Kind("retries", "a call asks twice", ast.Call, _SYNC, f"({_SENT}), {_SENT}))[1]"),
    Kind("retries", "an awaited call asks twice", ast.Await, _ASYNC, f"({_AWAITED}), {_AWAITED}))[1]"),
    Kind("retries", "an error is asked again", ast.Assign, rf"response = {_SYNC}", f"response = {_SENT})\nif response.status_code >= 500:\n    response = {_SENT})"),
    Kind("retries", "a limit is asked again", ast.Assign, rf"response = {_ASYNC}", f"response = {_AWAITED})\nif response.status_code == 429:\n    response = {_AWAITED})"),
    Kind("retries", "a lost connection is asked again", ast.Assign, rf"response = {_SYNC}", f"try:\n    response = {_SENT})\nexcept httpx.ConnectError:\n    response = {_SENT})"),
    Kind("retries", "a lost connection is an answer", ast.Assign, rf"response = {_ASYNC}", f"try:\n    response = {_AWAITED})\nexcept httpx.ConnectError:\n    response = httpx.Response(503)"),
    Kind("retries", "a header is left for the next call", ast.AnnAssign, r"headers: dict\[str, Any\] = \{\}", "headers: dict[str, Any] = _get_kwargs.__dict__.setdefault('kept', {})"),
    Kind("retries", "nothing is asked", ast.Assign, rf"response = {_SYNC}", "response = httpx.Response(200, json={})"),
    # What is set on a client
    Kind("client", "the timeout is lost", ast.keyword, r"timeout=self\._timeout", "timeout=None", "client.py"),
    Kind("client", "no timeout becomes one", ast.keyword, r"timeout=self\._timeout", "timeout=self._timeout or 5", "client.py"),
    Kind("client", "arguments of httpx are lost", ast.keyword, r"\*\*self\._httpx_args", "**{}", "client.py"),
    Kind("client", "certificates are always verified", ast.keyword, r"verify=self\._verify_ssl", "verify=True", "client.py"),
    Kind("client", "certificates are never verified", ast.keyword, r"verify=self\._verify_ssl", "verify=False", "client.py"),
    Kind("client", "redirects are always followed", ast.keyword, r"follow_redirects=self\._follow_redirects", "follow_redirects=True", "client.py"),
    Kind("client", "headers are lost", ast.keyword, r"headers=self\._headers", "headers={}", "client.py"),
    Kind("client", "cookies are lost", ast.keyword, r"cookies=self\._cookies", "cookies={}", "client.py"),
    Kind("client", "the base path is lost", ast.keyword, r"base_url=self\._base_url", "base_url=httpx.URL(self._base_url).copy_with(path='/')", "client.py"),
    Kind("client", "the prefix is lost", ast.IfExp, r"f'\{self\.prefix\} \{self\.token\}' if self\.prefix else self\.token", "self.token", "client.py"),
    Kind("client", "with_headers forgets", ast.Dict, r"\{\*\*self\._headers, \*\*headers\}", "headers", "client.py"),
    Kind("client", "with_headers keeps the older one", ast.Dict, r"\{\*\*self\._headers, \*\*headers\}", "{**headers, **self._headers}", "client.py"),
    Kind("client", "with_headers forgets to raise", ast.Call, r"evolve\(self, headers=(.*)\)", r"evolve(self, headers=\1, raise_on_unexpected_status=False)", "client.py"),
    Kind("client", "with_cookies changes the older client", ast.Call, r"evolve\(self, cookies=.*\)", "self._cookies.update(cookies) or self", "client.py"),
    Kind("client", "with_cookies forgets", ast.Dict, r"\{\*\*self\._cookies, \*\*cookies\}", "cookies", "client.py"),
    Kind("client", "with_timeout does nothing", ast.Call, r"evolve\(self, timeout=timeout\)", "evolve(self)", "client.py"),
    Kind("client", "a request has a timeout of its own", ast.Call, _SYNC, f"{_SENT}, timeout=5)"),
    Kind("client", "a request follows redirects", ast.Await, _ASYNC, f"{_AWAITED}, follow_redirects=True)"),
    Kind("client", "a request asks for a type", ast.AnnAssign, r"headers: dict\[str, Any\] = \{\}", "headers: dict[str, Any] = {'Accept': 'text/plain'}"),
    Kind("client", "an address ends in a slash", ast.Constant, r"'(/[\w{}/-]+)'", r"'\1/'"),
]
# fmt: on


@frozen
class Defect:
    """A generated package with one defect."""

    vendor: str
    kind: Kind
    module: str
    number: int  # among the nodes of the module that the rule speaks of

    @property
    def what(self) -> str:
        """The place and the kind."""
        return f"{self.module}#{self.number}: {self.kind.name}"

    def package(self, folder: Path) -> Path:
        """Copy the package to a folder, with the defect in it."""
        digest = "".join(filter(str.isalnum, self.what)).lower()
        copied = folder / f"{self.vendor}_{digest}_client"
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(_source(self.vendor), copied, dirs_exist_ok=True, ignore=ignore)
        place = copied / self.module
        place.write_text(self.changed(place.read_text("utf-8")), "utf-8")
        return copied

    def changed(self, text: str) -> str:
        """Put the defect into the module."""
        tree = ast.parse(text)
        parent, name, index = _places(tree, self.kind, text)[self.number]
        held = getattr(parent, name)
        old = held if index is None else held[index]
        source = self.kind.applies(old, text) or ""
        new = _parsed(source, old)
        if index is None:
            setattr(parent, name, new[0])
        else:
            held[index : index + 1] = new
        return ast.unparse(ast.fix_missing_locations(tree))


def _source(vendor: str) -> Path:
    return ROOT / "generated" / f"{vendor}_client"


def _parsed(source: str, old: ast.AST) -> list[ast.AST]:
    if isinstance(old, ast.keyword):
        call = ast.parse(f"f({source})").body[0]
        return [*call.value.keywords]  # type: ignore[attr-defined]
    if isinstance(old, ast.stmt):
        return [*ast.parse(source).body]
    return [ast.parse(f"({source})", mode="eval").body]


Place = tuple[ast.AST, str, int | None]


def _places(tree: ast.AST, kind: Kind, text: str) -> list[Place]:
    """Find the fields of the tree that hold a node of a kind, but for docstrings."""
    found: list[Place] = []
    for parent in ast.walk(tree):
        for name, held in ast.iter_fields(parent):
            if isinstance(held, ast.AST) and kind.applies(held, text) is not None:
                found.append((parent, name, None))
            elif isinstance(held, list):
                found += [
                    (parent, name, index)
                    for index, each in enumerate(held)
                    if isinstance(each, ast.AST) and kind.applies(each, text) is not None
                ]
    return found


@cache
def defects(vendor: str) -> list[Defect]:
    """Plant each kind of defect at a few places of a vendor's package."""
    source, found = _source(vendor), []
    texts = {path: path.read_text("utf-8") for path in sorted(source.rglob("*.py"))}
    trees = {path: ast.parse(text) for path, text in texts.items()}
    for kind in KINDS:
        sites = [
            Defect(vendor, kind, str(path.relative_to(source)), number)
            for path in sorted(source.glob(kind.files))
            for number in range(len(_places(trees[path], kind, texts[path])))
        ]
        step = max(1, (len(sites) - 1) // (SITES - 1))
        found += sites[::step][:SITES] if len(sites) > SITES else sites
    return found
