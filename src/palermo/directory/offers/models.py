"""Tables of services: the public face, the protected face, and the exact places."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models

from palermo.directory.offers.codes import Room, ServiceKind, VettedBy, WithChildren
from palermo.trust.basis.rules import choices
from palermo.trust.mandates import SERVICES_ROOM
from palermo.trust.owned import OwnedForeignKey, OwnedModel, kept_by
from palermo.trust.retention.rules import Rule
from palermo.trust.vault.vault import SealedField, SealedModel


class Service(models.Model):
    """The public face of a service: what colleagues of other offices may know of it.

    Its id is random, because enquiries carry it. An empty list of ages, sexes, exploitation or standings means "all",
    an empty list of languages or access "not said". `room` is the answer given at `room_at`; read it through
    `rules.room_now`, which does not believe an old one.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(
        "people.Organisation", on_delete=models.DO_NOTHING, related_name="+", db_index=False
    )
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=40, choices=choices(ServiceKind))
    zone = models.CharField(max_length=20)
    contact_point = models.CharField(max_length=200)
    hours = models.CharField(max_length=200, blank=True)
    languages = models.JSONField(default=list)
    ages = models.JSONField(default=list)
    sexes = models.JSONField(default=list)
    with_children = models.CharField(
        max_length=10, choices=choices(WithChildren), default=WithChildren.ASK.value
    )
    access = models.JSONField(default=list)
    exploitation = models.JSONField(default=list)
    standings = models.JSONField(default=list)
    room = models.CharField(max_length=10, choices=choices(Room), default=Room.ASK.value)
    room_at = models.DateTimeField(null=True)
    vetted_by = models.CharField(max_length=40, choices=choices(VettedBy), blank=True)
    vetted_until = models.DateField(null=True)
    funded_from = models.DateField(null=True)
    funded_until = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "directory_service"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "id"], name="directory_service_owned"),
        ]
        indexes = [
            models.Index(fields=["organisation", "name"], name="directory_service_own"),
            models.Index(fields=["kind", "name"], name="directory_service_kind"),
        ]


class ServicePlace(SealedModel):
    """The protected face: where it is, who works there, how it is kept safe. Sealed; only its office opens it."""

    vault_room = SERVICES_ROOM
    vault_may_be_emptied = True

    retention_rule = kept_by(Rule.SERVICE)

    service = OwnedForeignKey(Service, related_name="+")
    address = SealedField()
    staff = SealedField()
    security = SealedField()

    class Meta:
        db_table = "directory_service_place"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "service"], name="directory_service_place_one"),
        ]

    @property
    def vault_subject_id(self) -> UUID:
        """A key for each service; a look at it is found under the service's id."""
        service_id: UUID = self.service_id
        return service_id


class ServiceCapacity(OwnedModel):
    """The exact places of a service, its office's alone; others read `Service.room`.

    `places` is None where nobody counts; then `room` is what was pressed. `ask_at_most` free places are shown to
    others as "ask". `before` is what stood there before the last touch, for the undo, and `turn` counts the touches.
    """

    retention_rule = kept_by(Rule.SERVICE)

    service = OwnedForeignKey(Service, related_name="+")
    places = models.PositiveSmallIntegerField(null=True)
    free = models.PositiveSmallIntegerField(default=0)
    ask_at_most = models.PositiveSmallIntegerField(default=1)
    before = models.JSONField(default=dict)
    turn = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "directory_service_capacity"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "service"], name="directory_service_capacity_one"
            ),
        ]
