from pathlib import Path

import pytest

from quizzes.audit.pack import Quantity, read
from quizzes.errors import PackError
from quizzes.kinds import Op
from tests.audit.made_up import World


def test_scalars_take_their_type_from_the_predicate(tmp_path: Path) -> None:
    folder, _ = World().write(tmp_path)

    (value, _), *_ = read(folder).facts["crowd-1640"].assertions[0].values

    assert value == Quantity(op=Op.EQUAL, n=90_000)


@pytest.mark.parametrize(
    "text",
    [
        "union: {name: a, party: third}\nunion: {name: b, party: third}\n",
        "union: &u {name: a, party: third}\nowners: *u\n",
        "- a list\n",
        "union: [",
    ],
    ids=["key twice", "alias", "no mapping", "broken"],
)
def test_file_that_may_be_misread_is_refused(tmp_path: Path, text: str) -> None:
    folder, _ = World().write(tmp_path)
    (folder / "agents.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(PackError) as caught:
        read(folder)

    assert caught.value.params["file"] == "agents.yaml"


def test_fact_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    world = World()
    world.fact("exports")["assertions"][0]["when"]["edtf"] = "about 1850"
    folder, _ = world.write(tmp_path)

    with pytest.raises(PackError) as caught:
        read(folder)

    assert caught.value.params["fact"] == "exports"
