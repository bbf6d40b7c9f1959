"""Deleting a pack of one's own, or a topic of it: asked once more, and refused with the reason."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.actions import pack_removal as actions
from quizzes.actions.pack_removal import PackInUse
from quizzes.errors import PackError
from quizzes.models import Pack, Topic, User
from quizzes.models.packs import Visibility
from quizzes.reports.authoring import rests_on
from quizzes.views.teaching import teacher_or_404


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pack_delete(request: HttpRequest, pack_slug: str) -> HttpResponse:
    author, pack = teacher_or_404(request), _own_or_404(request, pack_slug)
    if request.method == "POST":
        try:
            actions.delete_pack(pack=pack, by=author, now=timezone.now())
        except PackInUse:
            return redirect("pack_delete", pack.slug)  # which says what rests on it
        except Pack.DoesNotExist:
            return redirect("own_packs")
        words = _("“%(title)s” is deleted, with its facts and questions.")
        messages.success(request, words % {"title": pack.title})
        return redirect("own_packs")
    rests = rests_on(pack, Topic.objects.filter(pack=pack), author=author)
    can_hide = pack.visibility != Visibility.PRIVATE
    context = {"pack": pack, "rests": rests, "can_hide": can_hide}
    return render(request, "authoring/pack_delete.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def topic_delete(request: HttpRequest, pack_slug: str, topic_slug: str) -> HttpResponse:
    author, pack = teacher_or_404(request), _own_or_404(request, pack_slug)
    topic = get_object_or_404(Topic, pack=pack, slug=topic_slug)
    is_last = not Topic.objects.filter(pack=pack).exclude(pk=topic.pk).exists()
    if request.method == "POST" and not is_last:
        try:
            actions.delete_topic(topic=topic, by=author, now=timezone.now())
        except PackInUse:
            return redirect("topic_delete", pack.slug, topic.slug)
        except (Pack.DoesNotExist, Topic.DoesNotExist):
            return redirect("own_pack", pack.slug)
        except PackError:
            messages.error(request, _("The pack would not hold together without this topic."))
            return redirect("own_pack", pack.slug)
        words = _("The topic “%(title)s” is deleted, with its facts and questions.")
        messages.success(request, words % {"title": topic.title})
        return redirect("own_pack", pack.slug)
    rests = rests_on(pack, Topic.objects.filter(pk=topic.pk), author=author)
    context = {"pack": pack, "topic": topic, "rests": rests, "is_last": is_last}
    return render(request, "authoring/topic_delete.html", context)


def _own_or_404(request: HttpRequest, pack_slug: str) -> Pack:
    own = Pack.objects.editable_by(cast(User, request.user))
    pack: Pack = get_object_or_404(own, slug=pack_slug)
    return pack
