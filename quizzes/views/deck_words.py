"""What is wrong with a deck from another program, in words."""

from collections.abc import Mapping

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.actions.deck_exchange import LIMITS
from quizzes.errors import DeckRefused
from quizzes.exchange.deck import DeckProblem, Place


def refusal_words(refused: DeckRefused) -> str:
    """Why a file cannot be taken as a whole."""
    damaged = _("The file is damaged, or it was not made by Anki. Export the deck once more.")
    unsafe = _("The file holds what no deck needs, and could do harm. It was not opened further.")
    words = {
        "empty": _("The file is empty."),
        "no-notes": _(
            "No cards are in this file. In a text each one is a line: front, a tab, back."
        ),
        "too-large": _("The file is too large: %(size)s is the most. Export a part of it."),
        "not-a-package": _(
            "This is no package of Anki, though it begins like one. In Anki, export the deck as "
            ".apkg, and choose that file."
        ),
        "package-unreadable": damaged,
        "encrypted": _("The file wants a password. Export the deck without one."),
        "entry-outside": unsafe,
        "entry-twice": damaged,
        "too-many-entries": _(
            "Too many files are in this package: %(limit)s is the most. Export the deck without "
            "pictures and sounds: they would be left out here."
        ),
        "version-unknown": _(
            "This package was made by a newer Anki than this reader knows. Export it with support "
            "for older versions of Anki."
        ),
        "collection-missing": damaged,
        "collection-large": _(
            "The deck is too large once it is unpacked: %(size)s is the most. Export a part of it."
        ),
        "database-corrupt": damaged,
        "database-hostile": unsafe,
        "database-unknown": damaged,
        "too-many-notes": _(
            "The deck has more than %(limit)s notes or cards. Export a part of it."
        ),
        "too-many-reviews": _(
            "The deck brings more than %(limit)s reviews. Export it without the schedule."
        ),
        "too-slow": _("Reading this deck takes too long. Export a part of it."),
        "not-utf8": _("The text is not in UTF-8: byte %(place)s cannot be read. Save it in UTF-8."),
        "binary": _(
            "This is neither a package of Anki nor text. Choose a file that ends in .apkg or .txt."
        ),
        "too-much-text": _("The deck has more than %(limit)s characters. Export a part of it."),
        "too-many-own": _(
            "Nobody can have more than %(limit)s cards of their own here. Bring in a part of this "
            "deck, or delete cards that you no longer need."
        ),
    }
    limit, position = refused.params.get("limit"), refused.params.get("position")
    told = {
        "limit": limit,
        "size": filesizeformat(limit if isinstance(limit, int) else LIMITS.upload),
        "place": position + 1 if isinstance(position, int) else "?",
    }
    return words.get(refused.code, damaged) % told


def problem_words(problem: DeckProblem) -> str:
    """Its place and what it is: "Line 3: the front is empty." """
    params: Mapping[str, object] = problem.params
    count, lines = (params.get(name, 0) for name in ("count", "lines"))
    number = count if isinstance(count, int) else 0
    words = {
        "text-too-long": _(
            "a side has %(length)s characters, and %(limit)s are the most; left out."
        ),
        "front-empty": _("the front shows no text; left out."),
        "guid-twice": _("an earlier note has the same identity; left out."),
        "note-unreadable": _("it cannot be read as text; left out."),
        "note-type-unknown": _("nothing tells what its fields mean; left out."),
        "card-unknown": _("its note type has no card %(card)s; left out."),
        "card-missing": _("the note has no card; left out."),
        "row-short": _(
            "it has too few columns; left out. Put a tab between the front and the back."
        ),
        "quote-open": _quote_words(lines if isinstance(lines, int) else 0),
        "header-unknown": _("the header “%(name)s” means nothing here."),
        "markup-removed": _("formatting was reduced to text."),
        "media-ignored": ngettext(
            "%(count)s picture, sound or film was left out.",
            "%(count)s pictures, sounds or films were left out.",
            number,
        ),
        "tags-dropped": ngettext(
            "%(count)s tag was dropped: too many, or too long.",
            "%(count)s tags were dropped: too many, or too long.",
            number,
        ),
        "schedule-unreadable": _("its schedule contradicts itself; the card is new."),
        "schedule-not-fsrs": _(
            "it was not scheduled by FSRS, so nothing tells how firm it sits; the card is new."
        ),
        "reviews-unreadable": ngettext(
            "%(count)s review without a possible time or rating was left out.",
            "%(count)s reviews without a possible time or rating were left out.",
            number,
        ),
    }
    known = words.get(problem.code, _("it could not be taken as it stands."))
    return f"{_place(problem)} {_filled(known, params)}"


def _quote_words(lines: int) -> str:
    mend = _("Close it, or write it twice and put quotation marks around the column.")
    if not lines:
        return _("a quotation mark is not closed properly; left out.") + f" {mend}"
    lost = ngettext(
        "a quotation mark opens and is never closed; left out, with the line after it.",
        "a quotation mark opens and is never closed; left out, with the %(lines)s lines after it.",
        lines,
    )
    return f"{lost} {mend}"


def _place(problem: DeckProblem) -> str:
    if problem.place is Place.LINE:
        return _("Line %(number)s:") % {"number": problem.number}
    if problem.place is Place.NOTE:
        return _("Note %(number)s:") % {"number": problem.number}
    return _("The file:")


def _filled(words: str, params: Mapping[str, object]) -> str:
    named = {
        name: params.get(name, "?")
        for name in ("length", "limit", "card", "name", "count", "lines")
    }
    return words % named
