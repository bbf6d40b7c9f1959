from quizzes.actions.words import WORDS


def test_three_words_are_thirty_bits():
    assert len(set(WORDS)) >= 1024


def test_words_are_easy_to_copy_from_paper():
    letters = [w for w in WORDS if w.isascii() and w.isalpha() and w.islower()]
    assert letters == list(WORDS)
    assert max(map(len, WORDS)) <= 12


def test_no_word_is_another_with_an_s():
    # Said aloud, they are one.
    assert [word for word in WORDS if word.endswith("s") and word[:-1] in WORDS] == []
