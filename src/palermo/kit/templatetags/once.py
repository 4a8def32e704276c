"""`{% csrf_token %}` also marks the form of this page, so that what is sent twice can be told from what is meant twice.

The settings make it a builtin of every template, those of libraries included.
"""

from __future__ import annotations

from typing import Final
from uuid import uuid4

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

FIELD: Final = "once"
"""The name of the hidden input."""

register = template.Library()


@register.simple_tag(takes_context=True)
def csrf_token(context: Context) -> SafeString:
    """Django's token against forged forms, and a mark that no other form has."""
    return format_html(
        '{}<input type="hidden" name="{}" value="{}">', CsrfTokenNode().render(context), FIELD, uuid4().hex
    )
