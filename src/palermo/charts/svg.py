"""Writes SVG as text: elements with escaped attributes and escaped text, nothing else.

Colours are presentation attributes: a picture needs neither a stylesheet nor an inline style, and passes a
strict content security policy wherever it is shown.
"""

from __future__ import annotations

from html import escape

PAPER = "#ffffff"
INK = "#1d2733"
MUTED = "#4d5966"
SEA = "#0b5d66"
HAIRLINE = "#d9d4c7"
FONTS = "system-ui, 'Noto Sans', 'Noto Sans Arabic', sans-serif"


class Markup(str):
    """Text that is SVG already and is not escaped again."""

    __slots__ = ()


def element(name: str, *children: str | Markup, **attributes: str | float) -> Markup:
    """Return one element. Underscores in attribute names stand for hyphens; plain children are escaped.

    >>> element("text", "a < b", text_anchor="end", x=1.5)
    '<text text-anchor="end" x="1.5">a &lt; b</text>'
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_value(value))}"' for key, value in attributes.items()
    )
    inside = "".join(child if isinstance(child, Markup) else escape(child, quote=False) for child in children)
    return Markup(f"<{name}{written}>{inside}</{name}>" if children else f"<{name}{written}/>")


def number(value: float) -> str:
    """Return a coordinate with at most one decimal.

    >>> number(12.04), number(3.26)
    ('12', '3.3')
    """
    return f"{value:.1f}".removesuffix(".0")


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else number(value)
