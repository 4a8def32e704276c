"""Several lists in one statement: a page that shows ten lists asks the database once.

    found = gather(needs=Need.objects.filter(case=case), help=Assistance.objects.filter(case=case)[:100])
    found["needs"]      # [Need, …] in the queryset's own order

Each queryset is compiled as it stands, so policy, row-level security and indexes hold as if it were asked alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.expressions import BaseExpression

Rows = models.QuerySet[Any]


def gather(lists: Mapping[str, Rows]) -> dict[str, list[Any]]:
    """The rows of every queryset as model instances, annotations included, in one statement.

    Raises ValueError for a queryset that gives no instances of its model alone (select_related, values).
    """
    return gather_and_count(lists, {}, most=0)[0]


def count_of(lists: Sequence[Rows], *, most: int) -> int:
    """How many rows these querysets have together, of each at most `most`; in one statement."""
    named = {str(number): rows for number, rows in enumerate(lists)}
    return sum(min(number, most) for number in gather_and_count({}, named, most=most)[1].values())


def gather_and_count(
    lists: Mapping[str, Rows], counted: Mapping[str, Rows], *, most: int
) -> tuple[dict[str, list[Any]], dict[str, int]]:
    """The rows of every queryset of `lists` as `gather` gives them, and how many rows each of `counted` has.

    Nothing is counted further than to one more than `most`. One statement. Raises ValueError as `gather` does.
    """
    found: dict[str, list[Any]] = {name: [] for name in lists}
    numbers = dict.fromkeys(counted, 0)
    parts, params = [], []
    for name, rows in lists.items():
        with suppress(EmptyResultSet):
            sql, values = _compiled(name, rows)
            place = "SELECT %s AS list, row_number() OVER () AS place, to_json(r)::text AS row"
            parts.append(f"{place} FROM ({sql}) r")
            params += [_ROWS + name, *values]
    for name, rows in counted.items():
        with suppress(EmptyResultSet):
            sql, values = _compiled(name, rows.order_by().only("pk")[: most + 1])
            number = "SELECT %s AS list, 0 AS place, count(*)::text AS row"
            parts.append(f"{number} FROM ({sql}) r")
            params += [_COUNT + name, *values]
    if not parts:
        return found, numbers
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        answers = sorted(cursor.fetchall(), key=lambda answer: (answer[0], answer[1]))
    for marked, _place, row in answers:
        name = marked[len(_ROWS) :]
        if marked.startswith(_COUNT):
            numbers[name] = int(row)
        else:
            # A number with digits behind the point stays as it is written: an amount of money is no float.
            found[name].append(_instance(lists[name], json.loads(row, parse_float=Decimal)))
    return found, numbers


_ROWS, _COUNT = "=", "#"
"""Signs before a list's name in the answer: its rows, or their number."""


def _compiled(name: str, rows: Rows) -> tuple[str, Sequence[Any]]:
    if rows.query.select_related or rows.query.values_select:
        raise ValueError(f"{name}: only rows of one model can be gathered")
    sql, params = rows.query.get_compiler(connection=connection).as_sql()
    return sql, params


def _instance(rows: Rows, row: Mapping[str, Any]) -> models.Model:
    # A deferred column is not among them, and is fetched when somebody asks for it.
    fields = [field for field in rows.model._meta.concrete_fields if field.column in row]
    instance: models.Model = rows.model.from_db(
        rows.db, [field.attname for field in fields], [_read(field, row[field.column]) for field in fields]
    )
    for name, value in _annotations(rows, row):
        setattr(instance, name, value)
    return instance


def _annotations(rows: Rows, row: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, expression in rows.query.annotation_select.items():
        field = expression.output_field if isinstance(expression, BaseExpression) else None
        yield name, _read(field, row[name]) if field is not None else row[name]


def _read(field: models.Field[Any, Any], value: Any) -> Any:
    """What JSON has for a column, as Django would have read it."""
    if value is None:
        return value
    if isinstance(field, models.JSONField):
        return json.loads(json.dumps(value, default=float))
    if isinstance(field, models.BinaryField):
        return bytes.fromhex(value.removeprefix("\\x"))
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return target.to_python(value)
