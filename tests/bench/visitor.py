"""A guest with one connection kept open: cookies, forms, and the time each request took."""

from __future__ import annotations

import gzip
import http.client
import time
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit


class RequestFailed(Exception):
    """The server did not answer as a guest would need it to."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form as a browser without JavaScript would send it."""

    action: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Reply:
    """`seconds` from the first byte sent to the last received; `size` as it came, compressed."""

    status: int
    html: str
    location: str
    seconds: float
    size: int


class Visitor:
    def __init__(self, *, host: str, port: int) -> None:
        self.connection = http.client.HTTPConnection(host, port, timeout=60)
        self.cookies: dict[str, str] = {}

    def get(self, address: str) -> Reply:
        return self._request("GET", address, None, {})

    def post(self, form: Form, *, htmx: bool = False) -> Reply:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if htmx:
            headers |= {"HX-Request": "true", "HX-Target": "player"}
        return self._request("POST", form.action, urlencode(form.fields), headers)

    def _request(
        self, method: str, address: str, body: str | None, headers: dict[str, str]
    ) -> Reply:
        if self.cookies:
            pairs = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = headers | {"Cookie": pairs}
        # As every browser does: compressing is part of what a page costs.
        headers = headers | {"Accept-Encoding": "gzip"}
        began = time.perf_counter()
        self.connection.request(method, address, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - began
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        size = len(content)
        if response.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        if response.status >= 400:
            raise RequestFailed(f"{method} {address} answered {response.status}")
        return Reply(
            status=response.status,
            html=content.decode("utf-8"),
            location=urlsplit(response.headers.get("Location", "")).path,
            seconds=seconds,
            size=size,
        )


def find_form(html: str, *, ending: str) -> Form:
    """The first form whose action ends so."""
    reader = _FormReader()
    reader.feed(html)
    for form in reader.forms:
        if form.action.endswith(ending):
            return form
    raise RequestFailed(f"No form leads to an address that ends with {ending}")


class _FormReader(HTMLParser):
    """Hidden and text fields, and of each group of radio buttons the first; no buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._action: str | None = None
        self._fields: list[tuple[str, str]] = []
        self._radios: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._action, self._fields, self._radios = found.get("action", ""), [], set()
        elif tag == "input" and self._action is not None and found.get("name"):
            self._input(found)

    def _input(self, found: dict[str, str]) -> None:
        name, kind = found["name"], found.get("type", "text")
        if kind == "checkbox" or (kind == "radio" and name in self._radios):
            return
        if kind == "radio":
            self._radios.add(name)
        self._fields.append((name, found.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._action is not None:
            self.forms.append(Form(action=self._action, fields=tuple(self._fields)))
            self._action = None
