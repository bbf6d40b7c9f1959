"""What is the same for everybody, rendered once.

    {% kept here=request.resolver_match.url_name %}…{% endkept %}

keeps what stands inside it, in each process, for each language and each set of the values named.
Inside, those values are all that there is: neither the user nor the CSRF token can be kept by
mistake and shown to somebody else. The values must be few by nature, such as names of pages.
"""

from typing import Any, Final

from django import template
from django.conf import settings
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language

register = template.Library()

# Of one place in a template; far more than there are pages and languages.
AT_MOST: Final = 500


class KeptNode(Node):
    """Templates are parsed anew when their files change; what is kept goes with the node."""

    # No block stands inside: a template that extends this one need not look for any.
    child_nodelists = ()

    def __init__(self, nodelist: NodeList, values: dict[str, FilterExpression]) -> None:
        self.nodelist = nodelist
        self.values = values
        self.kept: dict[tuple[Any, ...], str] = {}

    def render(self, context: template.Context) -> str:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        # Addresses begin with the prefix under which the site is mounted, and belong to its routes.
        routes = get_urlconf() or settings.ROOT_URLCONF
        key = (get_language(), get_script_prefix(), routes, *values.values())
        found = self.kept.get(key)
        if found is None:
            if len(self.kept) >= AT_MOST:
                self.kept.clear()
            found = self.kept[key] = self.nodelist.render(context.new(values))
        return found


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    bits = token.split_contents()[1:]
    values = token_kwargs(bits, parser)
    if bits:
        raise template.TemplateSyntaxError("kept takes name=value alone")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, values)
