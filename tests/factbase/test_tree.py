import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.factbase.problems import Problem
from quizzes.factbase.tree import MAX_BYTES, MAX_DEPTH, List, Table, Text, read_tree


def test_scalars_stay_text_whatever_they_look_like() -> None:
    tree = read_tree("a.yaml", b"[1681, 2022-03-24, no, ~, 1.50, 0x1F, null, 'quoted']")

    assert tree == List(
        1,
        [
            Text(1, text)
            for text in ("1681", "2022-03-24", "no", "~", "1.50", "0x1F", "null", "quoted")
        ],
    )


def test_every_node_knows_its_line() -> None:
    tree = read_tree("a.yaml", b"a: 1\nb:\n- x\n- {c: y}\n")

    assert tree == Table(
        1, {"a": Text(1, "1"), "b": List(3, [Text(3, "x"), Table(4, {"c": Text(4, "y")})])}
    )


def test_an_empty_file_is_an_empty_text() -> None:
    assert read_tree("a.yaml", b"# nothing\n") == Text(1, "")


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_tree("a.yaml", b"\xef\xbb\xbfa: 1") == Table(1, {"a": Text(1, "1")})


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a: 1\na: 2\n", "yaml-key-twice", 2),
        (b"x: {a: 1, b: {c: 1, c: 2}}", "yaml-key-twice", 1),
        (b"a: &x 1\nb: 2\n", "yaml-anchor", 1),
        (b"a: 1\nb: *x\n", "yaml-alias", 2),
        (b"a: 1\nb: !!int 2\n", "yaml-tag", 2),
        (b"a: !secret x\n", "yaml-tag", 1),
        (b"- !!python/object:os.system {}\n", "yaml-tag", 1),
        (b"? [a, b]\n: c\n", "yaml-key-not-text", 1),
        (b"a: 1\n---\nb: 2\n", "yaml-second-document", 2),
        (b"a: [1\nb: 2\n", "yaml-unreadable", 2),
        (b"a: \tb\n\tc: d", "yaml-unreadable", 2),
        (b"a: \x01", "yaml-unreadable", 1),
        (b"a: 1\nb: \xff\n", "file-not-utf8", 2),
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "yaml-too-deep", 1),
        (b"[" * 100_000, "yaml-too-deep", 1),
    ],
)
def test_what_is_refused_is_a_problem_with_its_line(data: bytes, code: str, line: int) -> None:
    problem = read_tree("a.yaml", data)

    assert isinstance(problem, Problem)
    assert (problem.code, problem.file, problem.line) == (code, "a.yaml", line)


def test_a_file_over_the_limit_is_refused_unread() -> None:
    problem = read_tree("a.yaml", b"#" * (MAX_BYTES + 1))

    assert isinstance(problem, Problem)
    assert problem.code == "file-too-big"


@given(
    st.binary(max_size=60) | st.text("ab:-[]{}&*!|>'\"\n\t #?,%@`~", max_size=40).map(str.encode)
)
def test_no_bytes_end_in_a_traceback(data: bytes) -> None:
    assert isinstance(read_tree("a.yaml", data), Text | List | Table | Problem)
