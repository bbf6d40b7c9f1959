"""The bank: every question that a teacher may see."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quizzes.forms.sets import BankForm
from quizzes.models import Question
from quizzes.reports import bank as report
from quizzes.views.filling import language_of, query_of
from quizzes.views.partials import render_page
from quizzes.views.teaching import teacher_or_404


@never_cache
@login_required
@require_GET
def bank(request: HttpRequest) -> HttpResponse:
    teacher = teacher_or_404(request)
    topics = report.topics(teacher)
    form = BankForm(request.GET, topics=topics, language=language_of(request, topics))
    filters = form.filters()
    questions = Question.objects.visible_to(teacher)
    context: dict[str, Any] = {
        "form": form,
        "page": report.page(questions, filters, number=form.number, user=teacher),
        "query": query_of(request.GET),
        "here": request.path,
    }
    return render_page(request, "bank/bank.html", "found", context)
