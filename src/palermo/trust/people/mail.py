"""Mails: a link to choose a password, and nothing else. No name, no office, no word of what the program is for."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.background import enqueue, office_task
from palermo.trust.current import current, record
from palermo.trust.people.links import link_for
from palermo.trust.people.models import User
from palermo.trust.plain import is_code
from palermo.trust.verbs import PeopleVerb

DUMMY = "django.core.mail.backends.dummy.EmailBackend"


def mail_is_configured() -> bool:
    """True when this installation can send mail."""
    return bool(settings.EMAIL_BACKEND != DUMMY)


def site_of(request: HttpRequest) -> str:
    """Scheme and host under which the person reaches this installation, such as https://palermo.example."""
    return request.build_absolute_uri("/").rstrip("/")


def send_link(*, address: str, language: str, link: str) -> None:
    """Send the link that sets a password."""
    context = {"password_reset_url": link, "current_site": {"name": urlsplit(link).netloc}}
    with translation.override(language):
        subject = render_to_string("account/email/password_reset_key_subject.txt", context).strip()
        text = render_to_string("account/email/password_reset_key_message.txt", context).strip()
    send_mail(subject, f"{text}\n", settings.DEFAULT_FROM_EMAIL, [address])


def ask_for_link(request: HttpRequest, user_ids: Sequence[UUID]) -> None:
    """Queue a link for the account of a typed address.

    Without an account a task is queued too, for an id that is nobody's: neither the answer nor the time it takes
    tells whether there is one.
    """
    record(current().actor, verb=PeopleVerb.PASSWORD_LINK_ASKED)
    parts = urlsplit(site_of(request))
    host = parts.netloc if is_code(parts.netloc) else settings.ALLOWED_HOSTS[0]
    for user_id in list(user_ids)[:1] or [uuid4()]:
        enqueue(
            mail_link, organisation_id=INSTALLATION_ID, account_id=user_id, scheme=parts.scheme, host=host
        )


@office_task(reason="password_link")
def mail_link(actor: System, *, account_id: UUID, scheme: str, host: str) -> None:
    """Mail the link that sets the account's password; nothing for an id that is nobody's. Twice is harmless."""
    user = User.objects.filter(pk=account_id, is_active=True).first()
    if user is None:
        return
    send_link(
        address=user.email, language=user.language, link=f"{scheme}://{host}{link_for(user, mailed=True)}"
    )
    record(actor, verb=PeopleVerb.PASSWORD_LINK_SENT, object_type="account", object_id=user.pk)
