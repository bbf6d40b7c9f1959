"""The tree of domain errors. Raised below, turned into words once, in a view or a command.

DomainError                 code + params, no sentence
├── DateError               a date outside the EDTF subset
├── PackError               a pack that cannot be read (carries every Problem)
├── ItemError               stored JSON that is no item
├── DocumentRefused         a file that cannot be attached to a source
├── DeckRefused             a deck that cannot be read or written as a whole
├── QuestionsRefused        a file of questions that cannot be read as a whole
├── PictureRefused          a file that is no picture one may put beside a question
├── DraftStale              another tab has gone on with the draft
├── DraftsFull              more drafts than one may keep
├── ClockBackwards          a review dated before the card's last one
├── ParametersInvalid       weights or limits that the memory model does not take
├── BandsInvalid            a class's own grades that leave a share without a label
├── CardError
│   ├── CardStale           the card changed since the page was made
│   └── NothingToUndo       no review of this study day stands
├── MarkError               what cannot be done to an attempt or its marks (``actions/marks.py``)
├── RegradeStale            answers changed since the dry run that was confirmed
└── AttemptError
    ├── AttemptClosed       the attempt is finished or its time is up
    ├── AlreadyAnswered     another answer stands at this position
    ├── AnswerStale         a newer answer stands, which may still be changed
    ├── ResponseInvalid     the response does not fit the item
    ├── NothingToAsk        no question fits what was asked for
    ├── Withheld            class work asks it, whose answers may not be told yet
    └── AssignmentRefused   a pupil may not begin what the class was given
"""

from collections.abc import Mapping


class DomainError(Exception):
    """``code`` names the fault, ``params`` its particulars; both are for machines and templates."""

    code = "domain-error"

    def __init__(self, code: str | None = None, **params: object) -> None:
        self.code = code or type(self).code
        self.params: Mapping[str, object] = params
        super().__init__(self.code, params)

    def __str__(self) -> str:
        told = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code} ({told})" if told else self.code


class DateError(DomainError):
    code = "date-outside-subset"


class PackError(DomainError):
    code = "pack-unreadable"


class ItemError(DomainError):
    code = "item-invalid"


class DocumentRefused(DomainError):
    """A file that cannot be attached to a source."""

    code = "document-refused"


class DeckRefused(DomainError):
    """A deck that cannot be read or written as a whole. Its codes stand in ``exchange/deck.py``."""

    code = "deck-refused"


class QuestionsRefused(DomainError):
    """A file of questions that cannot be read as a whole. Its codes stand in
    ``exchange/question.py``."""

    code = "questions-refused"


class PictureRefused(DomainError):
    """Its codes stand in ``actions/pictures.py``."""

    code = "picture-refused"


class DraftStale(DomainError):
    """Another tab has gone on with the draft, saved it as a version, or thrown it away."""

    code = "draft-stale"


class DraftsFull(DomainError):
    """``params`` has ``most``."""

    code = "drafts-full"


class ClockBackwards(DomainError):
    """A review dated before the card's last one."""

    code = "clock-backwards"


class ParametersInvalid(DomainError):
    """Weights or limits that the memory model does not take."""

    code = "parameters-invalid"


class BandsInvalid(DomainError):
    """A class's own grades. Its codes stand in ``analysis/scale.py``."""

    code = "bands-invalid"


class CardError(DomainError):
    code = "card-error"


class CardStale(CardError):
    """The card was reviewed, or the day turned, since the page was made."""

    code = "card-stale"


class NothingToUndo(CardError):
    code = "nothing-to-undo"


class AttemptError(DomainError):
    code = "attempt-error"


class AttemptClosed(AttemptError):
    code = "attempt-closed"


class AlreadyAnswered(AttemptError):
    code = "already-answered"


class AnswerStale(AttemptError):
    """The page was made before the answer that stands now."""

    code = "answer-stale"


class ResponseInvalid(AttemptError):
    code = "response-invalid"


class Withheld(AttemptError):
    """``assignment`` is the id of the class work."""

    code = "withheld"


class NothingToAsk(AttemptError):
    code = "nothing-to-ask"


class AssignmentRefused(AttemptError):
    """A pupil may not begin. Its codes stand in ``reports/assignments.py``."""

    code = "assignment-refused"


class MarkError(DomainError):
    """What cannot be done to an attempt or its marks. Its codes stand in ``actions/marks.py``."""

    code = "mark-error"


class RegradeStale(DomainError):
    """Answers changed between a dry run and its confirmation. Nothing was graded."""

    code = "regrade-stale"
