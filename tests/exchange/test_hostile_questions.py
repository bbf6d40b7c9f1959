"""Broken and hostile files: refused with a line and a reason, within 5 seconds and 200 MB."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

SECONDS, MEBIBYTES = 5, 200
ROOT = Path(__file__).parents[2]

# Reads the file in a process of its own. The limit on memory is one on what can be asked for at
# all; what was used is measured besides.
READER = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
from quizzes.exchange.formats import Format, read
recipe, name = sys.argv[1:]
data = eval(recipe)
begun = time.process_time()
found = read(data, format=Format(name), language="en")
seconds = time.process_time() - begun
# Not ru_maxrss: that begins with what the process held that this one was forked from.
with open("/proc/self/status") as status:
    peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
print(json.dumps({
    "seconds": seconds,
    "mebibytes": peak / 1024,
    "size": len(data),
    "questions": len(found.questions),
    "errors": [[p.code, p.number, list(map(str, p.params.values()))] for p in found.errors],
    "left": [[p.code, p.number] for p in found.problems if p.severity == "left-out"],
}))
"""

LAUGHS = (
    'b"""<?xml version="1.0"?>\\n<!DOCTYPE quiz [<!ENTITY a "ha">'
    '""" + b"".join(b\'<!ENTITY a%d "&a%d;&a%d;">\' % (n, n-1, n-1) for n in range(1, 40)) + '
    'b"]><quiz>&a39;</quiz>"'
)
FILE_ENTITY = (
    'b\'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    '<quiz><question type="essay"><name><text>&x;</text></name></question></quiz>\''
)
NET_ENTITY = "b'<!DOCTYPE quiz SYSTEM \"http://127.0.0.1:9/x.dtd\"><quiz>&x;</quiz>'"
ONE = "<question type='essay'/>"

MANY = (
    "b\"<quiz><question type='multichoice'><questiontext><text>a</text></questiontext>\" + "
    '(b"<answer fraction=\'0\'><text><![CDATA[" + b"<" * 99_000 + b"]]></text></answer>") * 80 + '
    'b"</question></quiz>"'
)

# format, recipe of the file, code of the first error, its line (None: whichever)
REFUSED = [
    ("moodle-xml", LAUGHS, "xml-doctype", 2),
    ("moodle-xml", FILE_ENTITY, "xml-doctype", 1),
    ("moodle-xml", NET_ENTITY, "xml-doctype", 1),
    ("moodle-xml", "b'<!-- <quiz> -->\\n\\n<!DOCTYPE quiz><quiz/>'", "xml-doctype", 3),
    ("moodle-xml", "b'<quiz>\\n&unknown;</quiz>'", "xml-invalid", 2),
    ("moodle-xml", "b'<quiz>\\n' + b'<a>' * 100_000", "xml-too-deep", 2),
    ("moodle-xml", "b'<quiz>' + b'<a/>' * 1_500_000 + b'</quiz>'", "xml-too-many", None),
    ("moodle-xml", f"b'<quiz>' + b\"{ONE}\" * 100_000 + b'</quiz>'", "too-many-questions", None),
    ("moodle-xml", "b'<quiz>\\n<question type=\"essay\">'", "xml-invalid", 2),
    ("moodle-xml", "b'<quiz>\\n<a></b></quiz>'", "xml-invalid", 2),
    ("moodle-xml", "b'<html/>'", "xml-root", 1),
    ("moodle-xml", "b'<quiz></quiz>'", "no-questions", 0),
    ("moodle-xml", "b'<' * 100_000_000", "too-large", 0),
    ("moodle-xml", "b'<quiz a=\"' + b'x' * 8_000_000", "xml-invalid", None),
    ("moodle-xml", "b'<!--' + b'-' * 8_000_000", "xml-invalid", None),
    ("moodle-xml", "b'<quiz' + b' a=\"1\"' * 1_000_000 + b'/>'", "xml-invalid", None),
    ("moodle-xml", "b'<' * 8_000_000", "xml-invalid", 1),
    (
        "moodle-xml",
        "'<?xml version=\"1.0\" encoding=\"utf-16\"?><quiz/>'.encode('utf-16')",
        "not-utf8",
        1,
    ),
    ("moodle-xml", 'b\'<?xml version="1.0" encoding="utf-7"?><quiz/>\'', "xml-encoding", 1),
    ("moodle-xml", "b'<quiz>\\n\\x00</quiz>'", "binary", 2),
    ("moodle-xml", MANY, "text-too-long", 1),
    ("moodle-xml", "b'no markup'", "xml-invalid", 1),
    ("gift", "b''", "empty", 0),
    ("gift", "b' \\n \\n'", "empty", 0),
    ("gift", "b'x' * 100_000_000", "too-large", 0),
    ("gift", "b'x' * 8_000_000 + b'{T}'", "text-too-long", 1),
    ("gift", "'a {T}\\n\\n\\u0456\\u0437\\u044e\\u043c {T}'.encode('cp1251')", "not-utf8", 3),
    ("gift", "'a {T}'.encode('utf-16')", "not-utf8", 1),
    ("gift", "b'a {T}\\n\\nb {\\x00}'", "binary", 3),
    ("gift", "b'a{T}\\n\\n' * 1_000_000", "too-many-questions", None),
    ("gift", "b'ok {T}\\n\\nunclosed {=a ~b\\n\\nnext {T}'", "brace-open", 3),
    ("gift", "b'ok {T}\\n\\nno opening\\n =a }'", "brace-unopened", 4),
    ("gift", "b'a {=b {=c} }'", "brace-open", 1),
    ("gift", "b'a {=b} c {=d}'", "brace-twice", 1),
    ("gift", "b'::name {T}'", "name-open", 1),
    ("gift", "b'{' * 8_000_000", "text-too-long", 1),
    ("gift", "b'{' * 99_000", "brace-open", 1),
    ("gift", "b'{}' * 49_000", "brace-twice", 1),
    ("gift", "b'a {' + b'=x' * 49_000 + b'}'", "options-many", 1),
    ("gift", "b'a {' + b'~' * 99_000 + b'}'", "options-many", 1),
    ("gift", "b'a {#' + b'=1:2' * 24_000 + b'}'", "options-many", 1),
    ("gift", "b'a {=' + b'#' * 99_000 + b'}'", "text-too-long", 1),
    ("gift", "b'a {=' + b'%' * 99_000 + b'}'", "text-too-long", 1),
    ("gift", "b'a {=' + b'\\\\' * 99_000 + b'}'", "text-too-long", 1),
    ("gift", "b'[html] ' + b'<a ' * 30_000 + b'{T}'", "stem-empty", 1),
    ("gift", "b'[html] x' + b'<' * 99_000 + b'{T}'", "text-too-long", 1),
    ("gift", "b'::' * 49_000", None, None),
    ("gift", "b'// [id:' * 1_100_000 + b'\\n'", "no-questions", 0),
    ("gift", "b'// [tag:' + b'\\\\]' * 4_000_000 + b'\\na {T}'", None, None),
    ("gift", "b'a {#1' + b'0' * 99_000 + b'}'", "number-invalid", 1),
    ("gift", "b'a {#1e999999999}'", "number-invalid", 1),
    ("gift", "b'a {#1e99..1e-99}'", "number-invalid", 1),
    ("gift", "b'a {=%999%b}'", "weight-invalid", 1),
    ("gift", "b'a {=b ~b}'", "option-twice", 1),
    ("gift", "b'a {~%50%b}'", "options-few", 1),
    ("gift", "b'a {~b ~c}'", "key-missing", 1),
    ("gift", "b'bad {\\n\\n' * 100_000", "brace-open", 1),
    ("aiken", "b'a\\nA. b\\nB. c\\nANSWER: C'", "answer-unknown", 4),
    ("aiken", "b'a\\nA. b\\nC. c\\nANSWER: A'", "option-letter", 3),
    ("aiken", "b'a\\nA. b\\nB. c\\n\\nd\\nA. b\\nB. c\\nANSWER: A'", "answer-missing", 1),
    ("aiken", "b'a\\nA. b\\nB. c'", "answer-missing", 1),
    ("aiken", "b'ANSWER: A'", "stem-missing", 1),
    ("aiken", "b'a\\nA. b\\nANSWER: A'", "options-few", 1),
    ("aiken", "b'a\\nA. b\\nB. c\\nANSWER: A\\n' * 300_000", "too-many-questions", None),
    ("aiken", "b'A. b\\n' * 1_500_000", "option-letter", 2),
    ("aiken", "b'a\\n' * 4_000_000", "answer-missing", 1),
    ("aiken", "b'x' * 8_000_000", "answer-missing", 1),
    ("csv", "b'a,\"b'", "quote-open", 1),
    ("csv", "b'a,b\\nc,\"d\" x\\n'", "quote-open", 2),
    ("csv", "b'a,b\\n' * 1_500_000", "too-many-questions", None),
    ("csv", "b'\"' * 8_000_000", "text-too-long", 1),
    ("csv", "b',' * 8_000_000", "no-questions", 0),
    ("csv", "b'a,' * 4_000_000", "options-many", 1),
    ("csv", "b'a,' + b'x' * 8_000_000", "text-too-long", 1),
    ("csv", "b'question,tags\\na,b'", "header-incomplete", 1),
    ("csv", "b'question,right,kind\\na,b,song'", "kind-unknown", 2),
    ("csv", "b'question,right,wrong\\n\\nx,,y'", "row-short", 3),
    ("csv", "b'question,right\\n,y'", "stem-empty", 2),
    ("csv", "b'question,right,kind\\na,1999-99,date'", "date-invalid", 2),
    ("csv", "b'question,right,kind\\na,many,numerical'", "number-invalid", 2),
]


@pytest.mark.parametrize(("format", "recipe", "code", "line"), REFUSED)
def test_a_file_is_refused_with_line_and_reason_in_bounds(
    format: str, recipe: str, code: str | None, line: int | None
) -> None:
    told = _read(format, recipe)

    assert told["seconds"] < SECONDS
    assert told["mebibytes"] < MEBIBYTES
    if code is not None:
        assert told["errors"], told
        assert told["errors"][0][0] == code
    if line is not None:
        assert told["errors"][0][1] == line


UNSUPPORTED = [
    ("gift", "b'tell all {}'", ["kind-unsupported", 1]),
    ("gift", "b'ok {T}\\n\\njust words'", ["kind-unsupported", 3]),
    ("gift", "b'pairs {=a -> b =c -> d}'", ["kind-unsupported", 1]),
    ("gift", "b'order {>ALL VERTICAL\\nfirst\\nsecond}'", ["kind-unsupported", 1]),
    ("moodle-xml", "b'<quiz>\\n<question type=\"cloze\"/></quiz>'", ["kind-unsupported", 2]),
]


@pytest.mark.parametrize(("format", "recipe", "left"), UNSUPPORTED)
def test_a_kind_that_is_not_asked_here_is_named(
    format: str, recipe: str, left: list[object]
) -> None:
    assert _read(format, recipe)["left"] == [left]


def _read(format: str, recipe: str) -> Mapping[str, object]:
    run = subprocess.run(
        [sys.executable, "-c", READER, recipe, format],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=ROOT,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    told: Mapping[str, object] = json.loads(run.stdout)
    return told
