"""The mail of an invitation: one link, and no name, no office, no word of what the program is for.

It is the same for an address with an account and for one without.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone, translation

from palermo.trust.actor import System
from palermo.trust.background import office_task
from palermo.trust.current import record
from palermo.trust.people.links import default_site, invitation_link
from palermo.trust.people.models import Invitation, User
from palermo.trust.verbs import PeopleVerb


@office_task(reason="invitation")
def mail_invitation(actor: System, *, invitation_id: UUID) -> None:
    """Mail the link of an invitation that waits; nothing for one that is over. Twice it is the same link."""
    waiting = Invitation.objects.filter(answer="", lapses_at__gt=timezone.now())
    invitation = waiting.filter(pk=invitation_id, organisation_id=actor.organisation_id).first()
    if invitation is None:
        return
    account = User.objects.filter(pk=invitation.account_id).first()
    link = f"{default_site().rstrip('/')}{invitation_link(invitation)}"
    context = {"invitation_url": link, "current_site": {"name": link.split("/")[2]}}
    with translation.override(account.language if account else settings.LANGUAGE_CODE):
        subject = render_to_string("account/email/invitation_subject.txt", context).strip()
        text = render_to_string("account/email/invitation_message.txt", context).strip()
    send_mail(subject, f"{text}\n", settings.DEFAULT_FROM_EMAIL, [invitation.email])
    record(actor, verb=PeopleVerb.INVITATION_MAILED, object_type="invitation", object_id=invitation.pk)
