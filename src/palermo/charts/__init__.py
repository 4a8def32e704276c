"""Every picture: a table goes in, an SVG and the same table come out. Pure Python, no Django."""

from palermo.charts.picture import Cell, Column, Picture, Table
from palermo.charts.plane import MIDDLE, NARROW, WIDE, Layout
from palermo.charts.strips import strips
from palermo.charts.timeline import Line, Mark, Side, timeline

__all__ = [
    "MIDDLE",
    "NARROW",
    "WIDE",
    "Cell",
    "Column",
    "Layout",
    "Line",
    "Mark",
    "Picture",
    "Side",
    "Table",
    "strips",
    "timeline",
]
