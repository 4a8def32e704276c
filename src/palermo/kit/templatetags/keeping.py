"""Forms whose page can be kept half typed: `{% keepable form %}` draws one, `{% pause form %}` its second button.

    <form method="post" id="typed" novalidate>{% csrf_token %}
    {% keepable form %}
    <p class="acts"><button class="button">…</button>{% pause form %}</p>
    </form>

Whoever keeps puts a `Keeper` on the request; without one the form is drawn as it is and has no second button. The
settings make both tags builtins of every template.
"""

from __future__ import annotations

import html
from typing import Any, Final, Protocol

from django import forms, template
from django.template.context import Context
from django.template.loader import render_to_string
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import translation
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

FORM_ID: Final = "typed"
"""The id of the form element, so that the languages at the foot of the page send it too."""

register = template.Library()


class Keeper(Protocol):
    """Keeps half-typed pages for whoever reads this one."""

    def begin(self, form: forms.BaseForm, *, titles: tuple[str, ...], offers: bool) -> SafeString:
        """What stands before the form: its mark, and what was kept of the page. Fills in what is asked for again."""

    @property
    def holds(self) -> bool:
        """Whether a form was drawn that is kept."""


@register.simple_tag(takes_context=True)
def keepable(
    context: Context, form: forms.BaseForm | None, *, offers: bool = True, draw: bool = True
) -> SafeString | str:
    """The form, with what a page needs that can be kept half typed; without `offers` what was kept stands on Today.

    Without `draw` the template draws the fields itself, after this.
    """
    if not form:
        return ""
    keeper = _keeper(context)
    before = keeper.begin(form, titles=_titles(context), offers=offers) if keeper is not None else ""
    return format_html("{}{}", before, form if draw else "")


@register.simple_tag(takes_context=True)
def pause(context: Context, form: forms.BaseForm | None) -> str:
    """The button that keeps the page for later; nothing where the form has no room for text."""
    keeper = _keeper(context)
    return render_to_string("kit/pause.html") if form and keeper is not None and keeper.holds else ""


def _keeper(context: Context) -> Keeper | None:
    found: Keeper | None = getattr(context.get("request"), "keeper", None)
    return found


def _titles(context: Context) -> tuple[str, ...]:
    """What the page is called, in English: its heading, then its window title."""
    blocks: Any = context.render_context.get(BLOCK_CONTEXT_KEY)
    if blocks is None:
        return ()
    with translation.override("en"), context.push():
        drawn = [
            block.nodelist.render(context)
            for name in ("heading", "title")
            if (block := blocks.get_block(name)) is not None
        ]
    return tuple(html.unescape(strip_tags(text)).strip() for text in drawn)
