"""The first page of those who teach."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quizzes.models import TeacherRequest, User
from quizzes.reports import teaching as report
from quizzes.views.teaching import teacher_or_404


@never_cache
@login_required
@require_GET
def teach(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    if not user.is_teacher and _asked(user):
        return redirect("teach_request")  # which says how the request stands
    desk = report.desk(teacher_or_404(request), now=timezone.now())
    return render(request, "teach/teach.html", {"desk": desk})


def _asked(user: User) -> bool:
    return TeacherRequest.objects.filter(user=user).exclude(accepted=True).exists()
