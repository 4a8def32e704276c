"""Requests of authorities as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from palermo.protection.accountability.models.requests import AuthorityRequest
from palermo.protection.accountability.policies import REQUESTS, RequestAction
from palermo.trust.actor import Actor
from palermo.trust.people.queries import colleague_names
from palermo.trust.vault.vault import reveal


@dataclass(frozen=True, kw_only=True)
class RequestFile:
    """A request with its sealed texts opened and the names of the colleagues who dealt with it."""

    row: AuthorityRequest
    texts: dict[str, str]
    names: dict[UUID, str]


def requests_seen(actor: Actor) -> QuerySet[AuthorityRequest]:
    """The requests the actor may see, newest first."""
    return REQUESTS.visible(actor, AuthorityRequest.objects.all()).order_by("-id")


def request_file(actor: Actor, row: AuthorityRequest) -> RequestFile:
    """One request opened; that its words were read is recorded. Raises Refused."""
    REQUESTS.require(actor, RequestAction.SEE, row)
    texts = dict.fromkeys(AuthorityRequest.sealed_columns(), "")
    if any(bytes(getattr(row, column)) for column in texts):
        texts = reveal(actor, row, *texts, object_type="authority_request")
    people = {row.recorded_by_id, row.advice_recorded_by_id, row.decided_by_id} - {None}
    return RequestFile(
        row=row, texts=texts, names=colleague_names(actor, {pk for pk in people if pk is not None})
    )
