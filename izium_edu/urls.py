"""The project's routes; everything that a learner or teacher sees is in quizzes.urls."""

from django.contrib import admin
from django.urls import include, path

from izium_edu import site

urlpatterns = [
    path("healthz", site.healthz, name="healthz"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("robots.txt", site.robots, name="robots"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("", include("quizzes.urls")),
]

handler400 = "izium_edu.errors.bad_request"
handler403 = "izium_edu.errors.permission_denied"
handler404 = "izium_edu.errors.not_found"
handler500 = "izium_edu.errors.server_error"
