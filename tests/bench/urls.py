from django.urls import include, path

from tests.bench import views

urlpatterns = [
    path("bench/read/", views.read, name="bench_read"),
    path("bench/write/", views.write, name="bench_write"),
    path("", include("izium_edu.urls")),
]
