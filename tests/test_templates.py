"""What must not stand in a template: the content security policy or htmx's configuration makes
it dead in the browser, and silently so. A filter in `hx-trigger` is worse: it is ignored, and the
request is sent anyway."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted(
    path for folder in (ROOT / "templates", ROOT / "quizzes") for path in folder.glob("**/*.html")
)

BANNED = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "inline style element": re.compile(r"<style[\s>]", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "script address": re.compile(r"[\"']\s*javascript:", re.I),
    "hx-on": re.compile(r"\s(?:data-)?hx-on[\s:=-]", re.I),
    "evaluated value": re.compile(r"\s(?:data-)?hx-(?:vals|headers|vars)\s*=\s*[\"']\s*js:", re.I),
    "hx-vars": re.compile(r"\s(?:data-)?hx-vars\b", re.I),
    "trigger filter": re.compile(
        r"\s(?:data-)?hx-trigger\s*=\s*([\"'])[^\"']*\[.*?\1", re.I | re.S
    ),
    "another host": re.compile(r"\s(?:src|action|hx-(?:get|post))\s*=\s*[\"'](?:https?:)?//", re.I),
    "autoescape switched off": re.compile(r"{%\s*autoescape\s+off|\|\s*safe(?:seq)?\b"),
}

BAD = {
    "inline script": "<script>go()</script>",
    "inline style element": "<style>p { color: red }</style>",
    "style attribute": '<p class="lead" style="color: red">',
    "event handler": '<button onclick="go()">',
    "script address": '<a href="javascript:go()">',
    "hx-on": '<button hx-on::after-request="go()">',
    "evaluated value": "<button hx-vals='js:{a: 1}'>",
    "hx-vars": '<button hx-vars="a:1">',
    "trigger filter": '<button hx-trigger="click[ctrlKey]">',
    "another host": '<img src="https://elsewhere.example/a.png">',
    "autoescape switched off": "{{ answer|safe }}",
}
GOOD = """
<script src="{% static 'quizzes/app.js' %}" defer></script>
<button hx-post="/a/" hx-trigger="click delay:1s, keyup changed" hx-headers='{"X-A": "b"}'>
<a href="https://elsewhere.example/article">An article</a> <p data-style="x" data-only="y">
"""


def findings(text: str) -> set[str]:
    return {name for name, pattern in BANNED.items() if pattern.search(text)}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_nothing_banned(path: Path) -> None:
    assert findings(path.read_text(encoding="utf-8")) == set()


@pytest.mark.parametrize("name", BANNED)
def test_lint_finds_what_is_banned(name: str) -> None:
    assert findings(BAD[name]) == {name}


def test_lint_leaves_plain_htmx_alone() -> None:
    assert findings(GOOD) == set()
