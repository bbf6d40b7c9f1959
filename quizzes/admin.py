"""What an administrator looks after by hand, and what can be looked at but never changed.

What is a record (versions, answers, logs) is read-only. What is a learner's own, such as cards and
what stands on them, is not here at all (``NOT_HERE``): no page is for reading it.
"""

from typing import TYPE_CHECKING, Any, Final

from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.models import (
    Accommodation,
    Agent,
    Anchor,
    Answer,
    Assertion,
    Assignment,
    Attempt,
    AttemptItem,
    Classroom,
    Document,
    Entity,
    Fact,
    ItemReport,
    LogEntry,
    Membership,
    Pack,
    Picture,
    Predicate,
    Question,
    QuestionSet,
    QuestionVersion,
    Regrade,
    SetEntry,
    Source,
    TeacherRequest,
    Topic,
    User,
)

if TYPE_CHECKING:
    AnyModelAdmin = admin.ModelAdmin[Any]
    People = admin.ModelAdmin[User]
    Reports = admin.ModelAdmin[ItemReport]
else:  # no generic class as the program runs
    AnyModelAdmin = People = Reports = admin.ModelAdmin

# Models that have no page, and why.
NOT_HERE: Final = {
    "Card": "a learner's own",
    "ReviewLog": "a learner's own",
    "StudyPlan": "a learner's own",
    "StudyDay": "a learner's own",
    "Recall": "a learner's own",
    "Draft": "what somebody has not said yet",
    "PendingImport": "what somebody has not said yet",
    "QuestionImport": "what somebody has not said yet",
    "MissedCode": "fingerprints that tell nobody anything",
}


class ReadOnlyAdmin(AnyModelAdmin):
    """To look at. Whatever changes goes through the app, which checks and notes it."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(People):
    """Names alone. Roles, passphrases and erasure are at /people/, where they are noted."""

    list_display = ["username", "display_name", "role", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    search_fields = ["username", "display_name"]
    fields = ["username", "display_name", "role", "is_active", "last_login"]
    readonly_fields = ["username", "role", "is_active", "last_login"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.objects.exclude(pk__in=User.objects.guests())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


@admin.register(ItemReport)
class ItemReportAdmin(Reports):
    """Without who said so: what counts is whether it is right."""

    list_display = ["created_at", "question", "text", "resolved_at"]
    list_filter = [("resolved_at", admin.EmptyFieldListFilter)]
    list_select_related = ["version__question"]
    fields = ["created_at", "question", "identity", "text", "resolved_at"]
    readonly_fields = ["created_at", "question", "identity", "text"]
    actions = ["resolve"]

    @admin.display(description=_("question"))
    def question(self, report: ItemReport) -> str:
        return str(report.version.content.get("stem", ""))

    @admin.display(description=_("identity"))
    def identity(self, report: ItemReport) -> str:
        return f"{report.version.question.identity}, {report.version.number}"

    @admin.action(description=_("Mark as dealt with"))
    def resolve(self, request: HttpRequest, reports: QuerySet[ItemReport]) -> None:
        reports.filter(resolved_at=None).update(resolved_at=timezone.now())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "deed", "subject", "classroom"]
    list_filter = ["deed"]
    list_select_related = ["actor", "subject", "classroom"]
    date_hierarchy = "at"


@admin.register(Classroom)
class ClassroomAdmin(ReadOnlyAdmin):
    list_display = ["name", "created_at", "archived_at", "joining"]
    search_fields = ["name"]
    exclude = ["code"]  # whoever has it is in


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["classroom", "user", "role", "nickname", "joined_at"]
    list_filter = ["role"]
    list_select_related = ["classroom", "user"]


@admin.register(TeacherRequest)
class TeacherRequestAdmin(ReadOnlyAdmin):
    list_display = ["user", "created_at", "accepted", "decided_at", "decided_by"]
    list_select_related = ["user", "decided_by"]


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["identity", "kind", "topic", "level", "origin", "status"]
    list_filter = ["kind", "origin", "status", "level"]
    list_select_related = ["topic"]
    search_fields = ["identity", "search_text"]
    exclude = ["search_text", "facts"]


@admin.register(QuestionVersion)
class QuestionVersionAdmin(ReadOnlyAdmin):
    list_display = ["question", "number", "created_at", "author"]
    list_select_related = ["question", "author"]
    search_fields = ["question__identity"]


@admin.register(QuestionSet)
class QuestionSetAdmin(ReadOnlyAdmin):
    list_display = ["title", "owner", "visibility", "changed_at", "archived_at"]
    list_filter = ["visibility"]
    list_select_related = ["owner"]
    search_fields = ["title"]
    exclude = ["search_text"]


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    list_display = ["title", "classroom", "kind", "opens_at", "closes_at"]
    list_select_related = ["classroom"]


@admin.register(Attempt)
class AttemptAdmin(ReadOnlyAdmin):
    """Without the score, which is the learner's and the teachers'."""

    list_display = ["id", "state", "length", "answered", "started_at", "finished_at"]
    list_filter = ["state"]
    fields = ["id", "state", "length", "answered", "started_at", "finished_at", "deadline"]


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ["attempt_id", "position", "version", "answered_at"]
    list_select_related = ["version"]
    fields = ["position", "version", "answered_at", "seconds", "marked_with"]


@admin.register(Regrade)
class RegradeAdmin(ReadOnlyAdmin):
    list_display = ["question", "version", "by", "at", "graded"]
    list_select_related = ["question", "version", "by"]


@admin.register(Picture)
class PictureAdmin(ReadOnlyAdmin):
    list_display = ["id", "owner", "media_type", "width", "height", "created_at"]
    list_select_related = ["owner"]
    exclude = ["content"]


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    """Without the text: it is read in short passages only."""

    list_display = ["source", "attached_by", "attached_at"]
    list_select_related = ["source", "attached_by"]
    exclude = ["text"]


@admin.register(Pack)
class PackAdmin(ReadOnlyAdmin):
    list_display = ["title", "slug", "language", "visibility", "owner"]
    list_select_related = ["owner"]


@admin.register(Fact)
class FactAdmin(ReadOnlyAdmin):
    list_display = ["slug", "statement", "topic", "status", "sensitivity", "askable"]
    list_filter = ["pack", "status"]
    list_select_related = ["topic"]
    search_fields = ["slug", "statement"]


for model in (
    Accommodation,
    Agent,
    Anchor,
    Assertion,
    AttemptItem,
    Entity,
    Predicate,
    SetEntry,
    Source,
    Topic,
):
    admin.site.register(model, ReadOnlyAdmin)
