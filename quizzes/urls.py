"""The addresses of the app: one list a resource. URL name = view name = template name."""

from django.urls import URLPattern, path

urlpatterns: list[URLPattern] = []
