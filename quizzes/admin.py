"""What an administrator looks after by hand: who teaches, and what readers said is wrong."""

from typing import TYPE_CHECKING

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quizzes.models import ItemReport, User

if TYPE_CHECKING:
    People = admin.ModelAdmin[User]
    Reports = admin.ModelAdmin[ItemReport]
else:  # no generic class as the program runs
    People = Reports = admin.ModelAdmin


@admin.register(User)
class UserAdmin(People):
    """Roles alone: people make their accounts themselves, and choose their own passwords."""

    list_display = ["username", "display_name", "role", "is_active", "last_login"]
    list_filter = ["role", "is_active"]
    search_fields = ["username", "display_name"]
    fields = ["username", "display_name", "role", "is_active"]
    readonly_fields = ["username"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return User.objects.exclude(pk__in=User.objects.guests())

    def has_add_permission(self, request: HttpRequest) -> bool:
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
