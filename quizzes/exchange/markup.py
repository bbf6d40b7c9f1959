"""HTML, in which Anki keeps its fields, to plain text and back.

Reading is a scan that goes forward only: its time grows with the length, whatever the text. What it
yields is text, to be escaped wherever it is shown; nothing here tries to make markup safe.
"""

import html
import re
import unicodedata
from dataclasses import dataclass

_LISTS = frozenset(("dd", "dl", "dt", "li", "ol", "ul"))
_TABLES = frozenset(("table", "tbody", "tfoot", "thead", "tr"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "hr"))
_SECTIONS = frozenset(("article", "aside", "blockquote", "center", "div", "p", "pre", "section"))
_BLOCKS = _LISTS | _TABLES | _HEADINGS | _SECTIONS
_MEDIA = frozenset(["audio", "embed", "iframe", "img", "object", "picture", "svg", "video"])
_SILENT = frozenset(["noscript", "script", "style", "template", "textarea", "title"])
_UNFORMATTED = frozenset(["a", "br", "div", "p", "span"])

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>")
_HREF = re.compile(r"\bhref\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_PLAYED = re.compile(r"\[(?:sound:|/?anki:)[^\[\]]*\]")
_READ_BY_ANKI = re.compile(r"\[(?=sound:|/?anki:|latex\]|\$)")
_BLANKS = re.compile(r"[ \r\n\t\f]+")
# The categories Cc and Cs.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]}']")


@dataclass(frozen=True, kw_only=True)
class Reduced:
    """``removed`` are the names of the tags whose formatting went, sorted; ``media`` counts what is
    no text."""

    text: str
    removed: tuple[str, ...]
    media: int


def plain(text: str) -> str:
    """Text as it travels: composed (NFC), without control characters, single blanks, at most one
    empty line on end. Applying it again changes nothing."""
    lines = [_line(line) for line in text.splitlines()]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return unicodedata.normalize("NFC", "\n".join(kept).strip())


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def to_markup(text: str) -> str:
    """Plain text as HTML that shows just it; addresses become links."""
    pieces, end = [], 0
    for found in _URL.finditer(text):
        url = html.escape(found.group())
        pieces += [html.escape(text[end : found.start()]), f'<a href="{url}">{url}</a>']
        end = found.end()
    pieces.append(html.escape(text[end:]))
    return _READ_BY_ANKI.sub("&#91;", "".join(pieces)).replace("\n", "<br>")


def from_markup(markup: str) -> Reduced:
    """What HTML says, as plain text: no scripts, no styles, no media, the address of a link behind
    its words."""
    markup, played = _PLAYED.subn(" ", markup)
    scan = _Scan()
    position = 0
    while (start := markup.find("<", position)) >= 0:
        scan.say(markup[position:start])
        position = _after_tag(markup, start, scan)
    scan.say(markup[position:])
    return Reduced(
        text=plain("".join(scan.parts)),
        removed=tuple(sorted(scan.names - _UNFORMATTED - _MEDIA)),
        media=scan.media + played,
    )


class _Scan:
    """What was read so far."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.names: set[str] = set()
        self.media = 0
        self.link = ""
        self.link_from = 0

    def say(self, markup: str) -> None:
        # A line break of the file is a blank of the text; between two blocks it is nothing.
        text = _BLANKS.sub(" ", markup)
        if text.strip(" ") or (self.parts and not self.parts[-1].endswith("\n")):
            self.parts.append(html.unescape(text))

    def break_line(self) -> None:
        if self.parts and not self.parts[-1].endswith("\n"):
            self.parts.append("\n")

    def tag(self, name: str, closes: bool, attributes: str) -> None:
        if name == "br":
            self.parts.append("\n")
        elif name in _BLOCKS:
            self.break_line()
        elif name in ("td", "th"):
            self.parts.append(" ")
        elif name == "a":
            self.end_link() if closes else self.begin_link(attributes)
        elif name in _MEDIA:
            self.media += not closes
        self.names.add(name[:20])

    def begin_link(self, attributes: str) -> None:
        found = _HREF.search(attributes)
        self.link = html.unescape(next(filter(None, found.groups()), "")) if found else ""
        self.link_from = len(self.parts)

    def end_link(self) -> None:
        if not self.link:
            return
        words = "".join(self.parts[self.link_from :]).strip()
        if self.link.startswith(("http://", "https://")) and words != self.link:
            self.parts.append(f" ({self.link})")
        self.link = ""


def _after_tag(markup: str, start: int, scan: _Scan) -> int:
    """Take what begins with the ``<`` at ``start``; where to go on."""
    if markup.startswith("<!--", start):
        return _after("-->", markup, start + 4)
    if markup.startswith(("<!", "<?"), start):
        return _after(">", markup, start)
    if not re.match(r"/?[a-zA-Z]", markup[start + 1 : start + 3]):
        scan.say("<")
        return start + 1
    found = _TAG.match(markup, start)
    if found is None:
        return _after(">", markup, start)
    closes, name, attributes = bool(found[1]), found[2].lower(), found[3]
    scan.tag(name, closes, attributes)
    if name in _SILENT and not closes:
        end = re.compile(f"</{re.escape(name)}", re.IGNORECASE).search(markup, found.end())
        return end.start() if end else len(markup)
    return found.end()


def _after(mark: str, markup: str, start: int) -> int:
    end = markup.find(mark, start)
    return len(markup) if end < 0 else end + len(mark)


def without_controls(text: str) -> str:
    """Text without control characters and halves of surrogate pairs, which no database keeps."""
    return _CONTROLS.sub("", text)


def _line(line: str) -> str:
    return " ".join(without_controls(" ".join(line.split())).split())
