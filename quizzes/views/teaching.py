"""Who may open the pages of those who teach."""

from typing import cast

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from quizzes.models import QuestionSet, User


def teacher_or_404(request: HttpRequest) -> User:
    """Of a request that is logged in."""
    user = cast(User, request.user)
    if not user.is_teacher:
        raise Http404
    return user


def own_set_or_404(request: HttpRequest, set_id: int) -> QuestionSet:
    teacher = teacher_or_404(request)
    own: QuestionSet = get_object_or_404(QuestionSet.objects.editable_by(teacher), pk=set_id)
    return own


def seen_set_or_404(request: HttpRequest, set_id: int) -> QuestionSet:
    """One that a teacher may look into, key and all."""
    teacher = teacher_or_404(request)
    sets = QuestionSet.objects.visible_to(teacher).select_related("owner")
    seen: QuestionSet = get_object_or_404(sets, pk=set_id)
    return seen
