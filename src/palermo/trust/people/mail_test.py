"""A mail without content to the operator who asks: whether mail arrives is known before somebody waits for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from palermo.trust.actor import INSTALLATION_ID, Actor, System
from palermo.trust.background import enqueue, office_task
from palermo.trust.current import record
from palermo.trust.ledger.models import LedgerEvent
from palermo.trust.people.mail import mail_is_configured, send_test
from palermo.trust.people.models import User
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.service import Refused, service
from palermo.trust.verbs import PeopleVerb

ONCE_IN: Final = timedelta(minutes=2)
"""A second one within this time is refused: the button is no way to send mails."""


@service
def ask_for_mail_test(actor: Actor) -> None:
    """Queue a mail to the actor's own address. Raises Refused: no operator, no mail, one was just asked for."""
    PEOPLE.require(actor, PeopleAction.SEE_INSTALLATION)
    asked = PEOPLE.asked(PeopleAction.SEE_INSTALLATION)
    if not mail_is_configured():
        raise Refused("mail_not_configured", verb=asked)
    last = last_tested()[PeopleVerb.MAIL_TEST_ASKED]
    if last is not None and timezone.now() - last < ONCE_IN:
        raise Refused("mail_tested_just_now", verb=asked)
    record(actor, verb=PeopleVerb.MAIL_TEST_ASKED, object_type="account", object_id=actor.user_id)
    if actor.user_id is not None:  # whoever is an operator is a colleague
        enqueue(mail_test, organisation_id=INSTALLATION_ID, account_id=actor.user_id)


@office_task(reason="mail_test")
def mail_test(actor: System, *, account_id: UUID) -> None:
    """Send it; twice is harmless. What the mail server refuses stays a failed task."""
    user = User.objects.filter(pk=account_id, is_active=True).first()
    if user is None:
        return
    send_test(address=user.email, language=user.language)
    record(actor, verb=PeopleVerb.MAIL_TEST_SENT, object_type="account", object_id=user.pk)


def last_tested() -> dict[PeopleVerb, datetime | None]:
    """When a test was last asked for, and when its mail was last taken by the mail server."""
    verbs = (PeopleVerb.MAIL_TEST_ASKED, PeopleVerb.MAIL_TEST_SENT)
    rows = LedgerEvent.objects.filter(
        organisation_id=INSTALLATION_ID, verb__in=[verb.value for verb in verbs]
    )
    found = dict(rows.order_by().values_list("verb").annotate(last=Max("at")))
    return {verb: found.get(verb.value) for verb in verbs}
