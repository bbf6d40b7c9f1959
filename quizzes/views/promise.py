"""What the buttons of a page showed, signed into the page, so that pressing one gives just that.

Meanwhile other cards may have fallen on the day that was chosen, perhaps by the learner's own next
answers: the page then still holds what it was made from.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.core import signing

from quizzes.actions.cards import Promised
from quizzes.kinds import Rating
from quizzes.models import User
from quizzes.reports.cards import Face
from quizzes.scheduling.reviewing import Situation

# Of this form: whoever changes what is signed, changes the number, and older promises lapse.
SALT = "review-promise-2"


def sign(face: Face, learner: User) -> str:
    """Bound to the learner, the card and the version of its state."""
    situation = face.situation
    last = situation.last_day_allowed
    data = {
        "of": [learner.pk, face.card.pk, face.card.version],
        "day": situation.day.isoformat(),
        "seed": situation.seed,
        "load": {(d - situation.day).days: n for d, n in situation.load.items()},
        "school": sorted(situation.school_weekdays),
        "catching_up": situation.catching_up,
        "last": last.isoformat() if last else "",
        "given": [[b.rating, b.days, b.minutes] for b in face.buttons],
    }
    return signing.dumps(data, salt=SALT, compress=True)


def read(text: str, *, learner: User, card: int, version: int, now: datetime) -> Promised | None:
    """None where there is no promise, or it is another's: the buttons then give what they would
    give at this moment."""
    try:
        data: dict[str, Any] = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    if data["of"] != [learner.pk, card, version]:
        return None
    day = date.fromisoformat(data["day"])
    return Promised(
        situation=Situation(
            now=now,
            day=day,
            seed=data["seed"],
            load={day + timedelta(days=int(n)): count for n, count in data["load"].items()},
            school_weekdays=frozenset(data["school"]),
            catching_up=data["catching_up"],
            last_day_allowed=date.fromisoformat(data["last"]) if data["last"] else None,
        ),
        given={Rating(rating): (days, minutes) for rating, days, minutes in data["given"]},
    )
