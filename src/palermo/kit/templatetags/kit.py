"""Tags and filters of the kit; `{% load kit %}`. Examples of each: docs/kit.md."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from unicodedata import bidirectional

from django import forms, template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from palermo.kit.choices import Text
from palermo.kit.components import Beside, Cell, Known, Section, State, Strong, Tone
from palermo.kit.dates import age_text, day_text
from palermo.kit.icons import ICONS, POINTING
from palermo.kit.layout import Link
from palermo.kit.partial_date import PartialDate, ToldDate
from palermo.kit.problems import Problems, problems_of

register = template.Library()

_CODE: Final = re.compile("(?<![A-Z0-9-])[A-Z0-9]{4}-[A-Z0-9]{4}(?![A-Z0-9-])")
"""A code as it is said: never parted at its hyphen, never read from its second half."""
_PROLOG: Final = re.compile(r"^\s*(<\?xml[^>]*\?>)?\s*(<!DOCTYPE[^>]*>)?\s*", re.IGNORECASE)
_NAMES: Final = re.compile(r"""\s(role|class|aria-[a-z]+)=("[^"]*"|'[^']*')""")
_TITLED: Final = re.compile(r'^<title id="t">[^<]*</title><desc id="d">[^<]*</desc>')
_ACTIVE: Final = re.compile(
    r"<script|<style|<foreignObject|\sstyle\s*=|\son\w+\s*=|javascript:", re.IGNORECASE
)


@register.simple_tag(takes_context=True)
def problems(context: Context) -> Problems:
    """What is wrong with the page's forms: `form` and each of `forms` in the context, if bound."""
    seen = [context.get("form"), *(context.get("forms") or ())]
    return problems_of(*(form for form in seen if isinstance(form, forms.BaseForm) and form.is_bound))


@register.filter
def day(value: PartialDate | datetime | None) -> str:
    """A date as 23 Nov 2026, a partial one with what is known of it."""
    return "" if value is None else day_text(value)


@register.simple_tag
def this_moment() -> str:
    """Day and hour of now, as the reader's office tells them."""
    return day_text(timezone.now())


@register.filter
def age(value: datetime | None) -> str:
    """How long ago: "3 days"."""
    return "" if value is None else age_text(value, timezone.now())


@register.filter
def show(value: Cell) -> SafeString:
    """Anything a table or a summary may hold, as markup."""
    if value is None or value == "" or value == () or value == []:
        return format_html(
            '<span aria-hidden="true">–</span><span class="hidden-words">{}</span>', _("Nothing recorded")
        )
    if isinstance(value, State):
        return state(value.label, value.tone)
    if isinstance(value, Link):
        return format_html('<a href="{}">{}</a>', value.url, _in_order(value.label))
    if isinstance(value, Known):
        return _known(value)
    if isinstance(value, Strong):
        return format_html("<b>{}</b>", value.label)
    if isinstance(value, Beside):
        return format_html_join(" ", "{}", ((show(part),) for part in value.parts))
    if isinstance(value, bool):
        return escape(_("Yes") if value else _("No"))
    if isinstance(value, float):
        return escape(number_format(value, decimal_pos=1))
    if isinstance(value, list | tuple):
        items = format_html_join("", "<li>{}</li>", ((show(item),) for item in value))
        return format_html('<ul class="none">{}</ul>', items)
    if isinstance(value, ToldDate):
        return format_html("{}", day_text(value))  # no date of another calendar has a form for machines
    if isinstance(value, PartialDate | date):
        return format_html('<time datetime="{}">{}</time>', _iso(value), day_text(value))
    return mark_safe(_in_order(str(value)).replace("\n", "<br>"))  # noqa: S308 (escaped before)


@register.filter
def two_leaves(sections: Sequence[Section] | None) -> bool:
    """Whether a page knows what goes and what stays: then they stand on two leaves."""
    return any(section.stays for section in sections or ())


@register.filter
def in_fours(value: str) -> str:
    """A secret in groups of four signs, so that it can be typed without losing the place."""
    return " ".join(value[start : start + 4] for start in range(0, len(value), 4))


@register.simple_tag
def state(label: Text, tone: str = Tone.PLAIN) -> SafeString:
    """A state as a word: `{% state "Accepted" "done" %}`."""
    return format_html('<span class="tag tag-{}">{}</span>', Tone(tone).value, label)


@register.simple_block_tag
def notice(content: str, tone: str = Tone.PLAIN, title: str = "") -> str:
    """A notice that says in a word what it is: `{% notice "danger" %}…{% endnotice %}`."""
    words = {
        Tone.ATTENTION: _("Take care"),
        Tone.DANGER: _("Danger"),
        Tone.DONE: _("Done"),
    }
    heading = title or words.get(Tone(tone), _("Good to know"))
    return render_to_string(
        "kit/notice.html", {"tone": Tone(tone).value, "title": heading, "content": content}
    )


@register.simple_block_tag
def fold(content: str, summary: str, *, open: bool = False) -> str:  # noqa: A002 (the word of HTML)
    """Something that can wait, folded: `{% fold "Earlier events" %}…{% endfold %}`."""
    return render_to_string("kit/fold.html", {"summary": summary, "content": content, "open": open})


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the kit by its name: `{% icon "search" %}`. Raises KeyError for one there is not."""
    css_class = "icon icon-points" if name in POINTING else "icon"
    strokes = mark_safe(ICONS[name])  # noqa: S308 (written in this package)
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', css_class, strokes)


@register.simple_tag
def inline_svg(markup: str, label: str, css_class: str = "picture") -> SafeString:
    """A picture made by this program, set into the page as SVG with its name for screen readers.

    Raises ValueError for markup that is no SVG or that could run or style anything.
    """
    body = _PROLOG.sub("", markup, count=1)
    if not body.startswith("<svg") or _ACTIVE.search(body):
        raise ValueError("only plain SVG can be set into a page")
    head, closing, rest = body.removeprefix("<svg").partition(">")
    # What holds links is no single image; its own title would stand over all of it as a hint.
    role = "group" if "<a " in rest else "img"
    named = format_html('<svg role="{}" aria-label="{}" class="{}"', role, label, css_class)
    return mark_safe(named + _NAMES.sub("", head) + closing + _TITLED.sub("", rest, count=1))  # noqa: S308 (checked above)


def _known(value: Known) -> SafeString:
    """A word in the direction of its own script beside a code, which is read from its first sign on every page."""
    word = format_html('<span class="nick">{}</span>', value.word)
    if is_rtl(value.word) is not get_language_bidi():
        word = format_html("<bdi>{}</bdi>", word)
    code = format_html('<span class="code">{}</span>', value.code)
    both = format_html("{} {}", word, code) if value.word else code
    return format_html('<a href="{}">{}</a>', value.url, both) if value.url else both


@register.simple_tag
def known(word: str, code: str) -> SafeString:
    """What people say for something, and its code: `{% known case.known_as case.code %}`."""
    return _known(Known(word, code))


def is_rtl(text: str) -> bool:
    """Whether a text holds letters of a script that is written from right to left."""
    return any(bidirectional(sign) in {"R", "AL"} for sign in text)


def _in_order(text: Text) -> SafeString:
    """The text as markup; on a mirrored page a telephone number or a code is still read from its first sign."""
    marked = mark_safe(_CODE.sub(r'<bdi class="whole">\g<0></bdi>', escape(text)))  # noqa: S308 (escaped before)
    if get_language_bidi() and not is_rtl(str(text)):
        return format_html("<bdi>{}</bdi>", marked)
    return marked


def _iso(value: PartialDate | date) -> str:
    return value.iso if isinstance(value, PartialDate) else str(value.isoformat())
