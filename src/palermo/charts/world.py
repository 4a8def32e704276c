"""The world on paper: borders from Natural Earth in the Equal Earth projection, States too small to see as dots.

Borders: Natural Earth 4.1.0, 1:110m, public domain; `data/world.json` is written by `.ci/world`.
Projection: B. Savric, T. Patterson and B. Jenny, The Equal Earth map projection, International Journal of
Geographical Information Science 33 (2019), 454-465: areas keep their proportions, so that no State looks larger
than it is.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).with_name("data") / "world.json"
NORTH, SOUTH = 83.7, -56.0  # the land where people live, and Greenland
_COEFFICIENTS = (1.340264, -0.081106, 0.000893, 0.003796)
GRID = 2  # unless told otherwise, places are kept in halves of a pixel

Point = tuple[int, int]


@dataclass(frozen=True)
class World:
    """The map at one width: SVG path data of each area and the middle of each dot, by ISO 3166-1 alpha-3 code.

    Path data count in parts of a pixel, `grid` of them to one; dots and `height` in pixels.
    """

    height: int
    areas: dict[str, str]
    dots: dict[str, tuple[float, float]]
    grid: int


def equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    """Return the place of a point in degrees on the plane, for a globe of radius 1; north is positive.

    >>> [round(each, 4) for each in equal_earth(180, 0)], [round(each, 4) for each in equal_earth(0, 90)]
    ([2.7066, 0.0], [0.0, 1.3174])
    """
    a1, a2, a3, a4 = _COEFFICIENTS
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    return x, theta * (a1 + a2 * square + sixth * (a3 + a4 * square))


@cache
def world(width: int, *, least_area: float, apart: float, grid: int = GRID, slack: float = 0.5) -> World:
    """Return the map drawn for a width in pixels, its points on a grid of so many to a pixel.

    Points less than `slack` units of the grid off the line between their neighbours are left out. An area smaller
    than `least_area` square pixels gets a dot as well; dots are pushed apart until no two middles are nearer than
    `apart` pixels (a few pixels off their place: a State hidden under another would be worse).
    """
    raw = json.loads(DATA.read_text(encoding="utf-8"))
    edge = equal_earth(180, 0)[0]
    scale = width / (2 * edge)
    top = equal_earth(0, NORTH)[1]
    height = round((top - equal_earth(0, SOUTH)[1]) * scale)

    def place(longitude: float, latitude: float) -> tuple[float, float]:
        x, y = equal_earth(longitude, latitude)
        return (x + edge) * scale, (top - y) * scale

    arcs = [_arc(deltas, place, grid, slack) for deltas in raw["arcs"]]
    areas: dict[str, str] = {}
    dots = {code: place(*degrees) for code, degrees in raw["dots"].items()}
    for code, polygons in raw["areas"].items():
        rings = [_ring(ring, arcs) for polygon in polygons for ring in polygon]
        areas[code] = "".join(_path(ring) for ring in rings)
        largest = max((_ring(polygon[0], arcs) for polygon in polygons), key=lambda ring: abs(_area(ring)))
        if abs(_area(largest)) / grid**2 < least_area:
            dots[code] = _middle(largest, grid)
    apart_dots = _apart(dots, apart=apart, width=width, height=height)
    return World(height=height, areas=areas, dots=apart_dots, grid=grid)


def _arc(
    deltas: Sequence[int], place: Callable[[float, float], tuple[float, float]], grid: int, slack: float
) -> list[Point]:
    x = y = 0
    points: list[Point] = []
    for index in range(0, len(deltas), 2):
        x, y = x + deltas[index], y + deltas[index + 1]
        across, down = place(x / 100, y / 100)
        point = (round(across * grid), round(down * grid))
        if not points or point != points[-1]:
            points.append(point)
    return _thinned(points, slack)


def _thinned(points: list[Point], slack: float) -> list[Point]:
    """Leave out points that lie nearly on the line between their neighbours, ends excepted.

    Arcs are shared by neighbouring States, so both sides of a border lose the same points.
    """
    kept = points[:1]
    for index in range(1, len(points) - 1):
        (ax, ay), (bx, by), (cx, cy) = kept[-1], points[index], points[index + 1]
        twice_area = abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay))
        if twice_area >= 2 * slack * max(1.0, math.hypot(cx - ax, cy - ay)):
            kept.append(points[index])
    return kept + points[-1:] if len(points) > 1 else kept


def _ring(numbers: Sequence[int], arcs: Sequence[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += arc[1:] if points else arc
    return points


def _path(ring: Sequence[Point]) -> str:
    """Return a closed ring as relative steps on the grid; nothing where it has shrunk to a line."""
    if len(set(ring)) < 3:
        return ""
    x, y = ring[0]
    steps = []
    for next_x, next_y in ring[1:-1] if ring[0] == ring[-1] else ring[1:]:
        across, down = next_x - x, next_y - y
        steps.append(f"{across}" + (f"{down}" if down < 0 else f" {down}"))
        x, y = next_x, next_y
    joined = "".join(step if step.startswith("-") else f" {step}" for step in steps).strip()
    return f"M{ring[0][0]} {ring[0][1]}l{joined}z"


def _area(ring: Sequence[Point]) -> float:
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _middle(ring: Sequence[Point], grid: int) -> tuple[float, float]:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return (min(xs) + max(xs)) / 2 / grid, (min(ys) + max(ys)) / 2 / grid


def _apart(
    dots: dict[str, tuple[float, float]], *, apart: float, width: int, height: int
) -> dict[str, tuple[float, float]]:
    """Push dots apart in small steps, the same way each time, and keep them on the paper."""
    codes = sorted(dots)
    places = [list(dots[code]) for code in codes]
    for _ in range(200):
        moved = False
        for one in range(len(codes)):
            for other in range(one):
                dx, dy = places[one][0] - places[other][0], places[one][1] - places[other][1]
                distance = math.hypot(dx, dy)
                if distance >= apart - 1e-6:
                    continue
                if distance == 0:
                    dx, dy, distance = 1.0, 0.0, 1.0
                push = (apart - distance) / 2 / distance
                for at, sign in ((one, 1), (other, -1)):
                    places[at][0] = min(width - apart / 2, max(apart / 2, places[at][0] + sign * dx * push))
                    places[at][1] = min(height - apart / 2, max(apart / 2, places[at][1] + sign * dy * push))
                moved = True
        if not moved:
            break
    return {code: (round(x, 1), round(y, 1)) for code, (x, y) in zip(codes, places, strict=True)}
