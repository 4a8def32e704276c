"""Every picture: a table goes in, an SVG and the same table come out. Pure Python, no Django."""

from palermo.charts.bars import bars
from palermo.charts.chain import chain
from palermo.charts.choropleth import Fill, Kind, choropleth, kinds_map
from palermo.charts.flows import flows
from palermo.charts.months import DESK, TELEPHONE, Width, months
from palermo.charts.picture import Cell, Column, Picture, Table
from palermo.charts.plane import MIDDLE, NARROW, WIDE, Layout
from palermo.charts.pyramid import Wing, pyramid
from palermo.charts.ranges import Reference, ranges
from palermo.charts.series import series
from palermo.charts.strips import strips
from palermo.charts.timeline import Line, Mark, Side, timeline

__all__ = [
    "DESK",
    "MIDDLE",
    "NARROW",
    "TELEPHONE",
    "WIDE",
    "Cell",
    "Column",
    "Fill",
    "Kind",
    "Layout",
    "Line",
    "Mark",
    "Picture",
    "Reference",
    "Side",
    "Table",
    "Width",
    "Wing",
    "bars",
    "chain",
    "choropleth",
    "flows",
    "kinds_map",
    "months",
    "pyramid",
    "ranges",
    "series",
    "strips",
    "timeline",
]
