from quizzes.generator import draw


def test_number_is_the_same_for_ever() -> None:
    assert draw.number(1681, "izium", "key") == 8546688082484616191


def test_number_tells_parts_apart() -> None:
    assert draw.number("ab", "c") != draw.number("a", "bc")


def test_ranked_keeps_its_order_when_a_name_is_added() -> None:
    before = draw.ranked("abcdefgh", 1)
    after = draw.ranked("abcdefghi", 1)
    assert [name for name in after if name != "i"] == before


def test_share_spreads_evenly() -> None:
    shares = [draw.share(i) for i in range(1000)]
    assert 0.47 < sum(shares) / 1000 < 0.53
    assert 0 <= min(shares) < max(shares) < 1
