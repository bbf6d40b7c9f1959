"""The addresses of the app: one list a resource. URL name = view name = template name."""

from django.urls import URLPattern, path

from quizzes.views import accounts, progress

account_urls: list[URLPattern] = [
    path("signup/", accounts.signup, name="signup"),
    path("login/", accounts.login, name="login"),
    path("logout/", accounts.logout, name="logout"),
    path("recover/", accounts.recover, name="recover"),
    path("account/recovery-words/", accounts.passphrase, name="passphrase"),
    path("account/recovery-words/new/", accounts.new_passphrase, name="new_passphrase"),
    path("account/keep-answers/", accounts.keep_answers, name="keep_answers"),
    path("account/start-afresh/", accounts.start_afresh, name="start_afresh"),
    path("account/preferences/", accounts.preferences, name="preferences"),
]

progress_urls: list[URLPattern] = [
    path("progress/", progress.progress, name="progress"),
    path("progress/today/", progress.today, name="today"),
]

urlpatterns: list[URLPattern] = [*account_urls, *progress_urls]
