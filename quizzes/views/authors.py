"""Who may open the pages on which questions are written."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse

from quizzes.views.carry import to_login

View = Callable[..., HttpResponse]


def for_teachers(view: View) -> View:
    """Everybody else gets the answer of a page that is not there; who is nobody is asked to log in,
    and comes back to the page at which the request was made."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            here = urlsplit(request.headers.get("HX-Current-URL", ""))
            back = f"{here.path}?{here.query}" if here.query else here.path
            return to_login(request, back=back or request.get_full_path())
        if not user.is_teacher:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
