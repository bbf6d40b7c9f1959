"""Cutting encyclopaedia text into sentences, well enough to prove that none was left out.

No sentences: headings (``== x ==``), lines of an info box (``- Key: value``), citation marks
(``[12]``, ``[citation needed]``), and stretches without a letter.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]

_MARK = r"\[(?:[0-9]{1,3}|[a-z]|note [0-9]+|citation needed|nb [0-9]+)\]"
_NO_SENTENCE = re.compile(r"\s*(?:=.*=|-\s[^:.\n]{1,40}:\s.*|Infobox\b[^.]*)\s*")
_LEADING = re.compile(rf"(?:\s|{_MARK})+")
_TERMINAL = re.compile(
    rf"(?<![.!?…])[.!?…]+[\"'”’»)\]]*(?:{_MARK})*(?=\s|$)",
)
_LAST_WORD = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)$")
_ENDS = re.compile(rf"[.!?…:][\"'”’»)\]]*(?:{_MARK})*\s*$")
# Never the end of a sentence.
_ABBREVIATIONS = re.compile(
    r"st|mr|mrs|ms|dr|prof|rev|hon|lt|gen|col|maj|capt|sgt|cpl|adm|gov|pres|nos?|vols?|pp?|ca|cf"
    r"|e\.g|i\.e|vs|approx|fig|eds?|trans|ukr|rus|pol|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov"
    r"|dec|ст|вул|м|рр?|обл|ім|див|напр",
    re.IGNORECASE,
)
# The end only where a capital follows.
_DOUBTFUL = re.compile(r"etc|inc|ltd|co|jr|sr|u\.[skn]|a\.m|p\.m|a\.d|b\.c|ін", re.IGNORECASE)
_SHORT = 3


def split(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """The sentences of ``text[start:end]`` as (start, end) within ``text``, citation marks and
    blanks before them cut off."""
    found = []
    for block_start, block_end in _blocks(text, start, len(text) if end is None else end):
        for sentence_start, sentence_end in _cut(text, block_start, block_end):
            trimmed = _trim(text, sentence_start, sentence_end)
            if any(character.isalpha() for character in text[trimmed[0] : trimmed[1]]):
                found.append(trimmed)
    return found


def _blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """Runs of lines that may share a sentence: a line goes on where the one before it did not end
    and neither is blank, a heading or a line of an info box."""
    block: int | None = None
    previous_ended = True
    for match in re.compile(r"[^\n]*\n?").finditer(text, start, end):
        if match.start() == match.end():
            break
        line = match[0]
        apart = not line.strip() or _NO_SENTENCE.fullmatch(line) is not None
        if block is not None and (apart or previous_ended):
            yield block, match.start()
            block = None
        if not apart and block is None:
            block = match.start()
        previous_ended = _ENDS.search(line) is not None
    if block is not None:
        yield block, end


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    begun = start
    for match in _TERMINAL.finditer(text, start, end):
        if match.end() < end and not _ends_sentence(text, begun, match, end):
            continue
        yield begun, match.end()
        begun = match.end()
    if text[begun:end].strip():
        yield begun, end


def _ends_sentence(text: str, begun: int, match: re.Match[str], end: int) -> bool:
    after = _LEADING.sub("", text[match.end() : min(end, match.end() + 60)], count=1)
    capital = bool(after) and not after[0].islower()
    if not match[0].startswith(".") or len(match[0]) > 1:
        return capital
    last = _LAST_WORD.search(text, max(begun, match.start() - 40), match.start())
    if last is None:
        return capital
    word = last[1]
    before = text[max(begun, last.start() - 4) : last.start()]
    if len(word) == 1 and word.isupper() and not before.endswith("War "):
        return False
    if _ABBREVIATIONS.fullmatch(word):
        return False
    if _DOUBTFUL.fullmatch(word):
        return capital
    # A lost link may leave a sentence that begins with a small letter.
    return capital or len(word) > _SHORT


def _trim(text: str, start: int, end: int) -> Span:
    if leading := _LEADING.match(text, start, end):
        start = leading.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
