import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation

CODE = "{% load i18n kept %}{% kept page=page %}<b>{{ page }}</b>{{ user }}{% endkept %}"


def test_kept_is_rendered_once_for_each_value():
    template = Template("{% load kept %}{% kept page=page %}{% cycle 'a' 'b' %}{% endkept %}")
    told = [template.render(Context({"page": page})) for page in ("x", "x", "y")]
    assert told == ["a", "a", "a"]
    assert len(template.nodelist[-1].kept) == 2


def test_kept_sees_nothing_but_its_values():
    template = Template(CODE)
    assert template.render(Context({"page": "home", "user": "Olha"})) == "<b>home</b>"


def test_kept_escapes_its_values():
    assert Template(CODE).render(Context({"page": "<i>"})) == "<b>&lt;i&gt;</b>"


def test_kept_is_rendered_anew_in_another_language():
    template = Template(
        "{% load i18n kept %}{% kept %}{% get_current_language as l %}{{ l }}{% endkept %}"
    )
    told = []
    for language in ("en", "uk"):
        with translation.override(language):
            told.append(template.render(Context()))
    assert told == ["en", "uk"]


def test_kept_takes_names_alone():
    with pytest.raises(TemplateSyntaxError):
        Template("{% load kept %}{% kept page %}{% endkept %}")
