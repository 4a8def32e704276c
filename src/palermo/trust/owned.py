"""Rows that belong to one office, and references that cannot leave it.

Every owned table carries `organisation_id`, is unique on (organisation_id, id), and is referred to by that pair:
`palermo.trust.walls` adds the composite foreign keys after each migration, without any cascade.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models

from palermo.trust.ids import uuid7
from palermo.trust.retention.rules import Rule

FIRST_VERSION = "example-state-1"
"""The version of the country profile that ships; a room above says which one a new record carries."""

_version_for: list[Callable[[OwnedModel], str]] = []


def use_versions(version_for: Callable[[OwnedModel], str]) -> None:
    """Say which version of the country profile a new record carries. Called in AppConfig.ready of the directory."""
    _version_for[:] = [version_for]


def kept_by(rule: Rule) -> models.CharField[str, str]:
    """The column that says by which rule a row is kept, for a table whose rule is not that of a person's file."""
    return models.CharField(max_length=40, default=rule.value)


class OwnedModel(models.Model):
    """Base of every table an office owns.

    `purpose` and `retention_rule` (`retention.rules.Rule`) are codes, `profile_version` says which country profile's
    rules were in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # No index of its own: the walls' unique key (organisation_id, id) of every owned table begins with it.
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    purpose = models.CharField(max_length=40, default="assistance")
    retention_rule = kept_by(Rule.PERSON)
    profile_version = models.CharField(max_length=40, default=FIRST_VERSION)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new record that says no version gets the one that holds for it."""
        if self._state.adding and self.profile_version == FIRST_VERSION:
            for version_for in _version_for:
                self.profile_version = version_for(self)
        super().save(*args, **kwargs)


class FiledModel(OwnedModel):
    """Base of what is kept about a pillar's file: it stands in the room that keeps the file, and is seen there alone.

    The walls' register names the column (`room_column`).
    """

    room = models.CharField(max_length=20)

    class Meta:
        abstract = True


class OwnedForeignKey(models.ForeignKey[Any, Any]):
    """A reference to a row of the same office; the database holds it by (organisation_id, id).

    It makes no index of its own: indexes of owned tables are led by the organisation and named in the model.
    """

    def __init__(self, to: Any, **kwargs: Any) -> None:
        kwargs["on_delete"] = models.DO_NOTHING
        kwargs["db_constraint"] = False
        kwargs["db_index"] = False
        super().__init__(to, **kwargs)

    def deconstruct(self) -> Any:
        """Leave out what the field sets itself."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("on_delete", None)
        kwargs.pop("db_constraint", None)
        kwargs.pop("db_index", None)
        return name, path, args, kwargs
