"""The session behind each page, read by a statement that is written once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from quizzes.models.prepared import PreparedQuery, Slot

_now: Any = Slot("now", DateTimeField())
_kept = PreparedQuery(
    lambda: Session.objects.filter(
        session_key=Slot("key", CharField()), expire_date__gt=_now
    ).values_list("session_data", flat=True)
)


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        for data in _kept.rows(key=self.session_key, now=timezone.now()):
            return self.decode(data)
        self._session_key = None  # not to be taken over: it may come from somebody else
        return {}
