"""Mails: a link to choose a password, that an address was locked, that something waits; no word of what for."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from palermo.trust.actor import INSTALLATION_ID, System
from palermo.trust.background import enqueue, office_task
from palermo.trust.current import current, record
from palermo.trust.people.links import default_site, link_for
from palermo.trust.people.models import User
from palermo.trust.verbs import PeopleVerb

DUMMY = "django.core.mail.backends.dummy.EmailBackend"


def mail_is_configured() -> bool:
    """True when this installation can send mail."""
    return bool(settings.EMAIL_BACKEND != DUMMY)


def send_link(*, address: str, language: str, link: str) -> None:
    """Send the link that sets a password."""
    context = {"password_reset_url": link, "current_site": {"name": urlsplit(link).netloc}}
    with translation.override(language):
        subject = render_to_string("account/email/password_reset_key_subject.txt", context).strip()
        text = render_to_string("account/email/password_reset_key_message.txt", context).strip()
    send_mail(subject, f"{text}\n", settings.DEFAULT_FROM_EMAIL, [address])


def send_notice(*, address: str, title: str, text: str, sender: str = "") -> None:
    """Send a mail without a link, as from `sender` (a word before the server's own address; empty: none).

    The program's own word before that address, as other mails have it, is left out: locked telephones show it.
    """
    shown = formataddr((sender, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
    send_mail(title, f"{text}\n", shown, [address])


def send_test(*, address: str, language: str) -> None:
    """Send the mail that says that mails arrive, and nothing else."""
    with translation.override(language):
        subject = render_to_string("account/email/test_subject.txt").strip()
        context = {"current_site": {"name": urlsplit(default_site()).netloc}}
        text = render_to_string("account/email/test_message.txt", context).strip()
    send_mail(subject, f"{text}\n", settings.DEFAULT_FROM_EMAIL, [address])


def ask_for_link(user_ids: Sequence[UUID]) -> None:
    """Queue a link for the account of a typed address.

    Without an account a task is queued too, for an id that is nobody's: neither the answer nor the time it takes
    tells whether there is one.
    """
    record(current().actor, verb=PeopleVerb.PASSWORD_LINK_ASKED)
    for user_id in list(user_ids)[:1] or [uuid4()]:
        enqueue(mail_link, organisation_id=INSTALLATION_ID, account_id=user_id)


@office_task(reason="password_link")
def mail_link(actor: System, *, account_id: UUID, scheme: str = "", host: str = "") -> None:  # noqa: ARG001
    """Mail the link that sets the account's password; nothing for an id that is nobody's. Twice is harmless.

    Rows queued before the site's own settings said where a link leads name a scheme and a host: they are passed over.
    """
    user = User.objects.filter(pk=account_id, is_active=True).first()
    if user is None:
        return
    send_link(
        address=user.email, language=user.language, link=f"{default_site()}{link_for(user, mailed=True)}"
    )
    record(actor, verb=PeopleVerb.PASSWORD_LINK_SENT, object_type="account", object_id=user.pk)


def tell_of_lock(user_ids: Sequence[UUID], *, step: str) -> None:
    """Queue a mail to the owner of a locked address; as with a link, a task for nobody where nobody has it."""
    for user_id in list(user_ids)[:1] or [uuid4()]:
        enqueue(mail_lock, organisation_id=INSTALLATION_ID, account_id=user_id, step=step)


@office_task(reason="sign_in_locked")
def mail_lock(actor: System, *, account_id: UUID, step: str) -> None:
    """Mail that sign-in with the account's address was stopped; nothing for an id that is nobody's."""
    user = User.objects.filter(pk=account_id, is_active=True).first()
    if user is None:
        return
    with translation.override(user.language):
        subject = render_to_string("account/email/locked_subject.txt").strip()
        context = {"step": step, "current_site": {"name": urlsplit(default_site()).netloc}}
        text = render_to_string("account/email/locked_message.txt", context).strip()
    send_mail(subject, f"{text}\n", settings.DEFAULT_FROM_EMAIL, [user.email])
    record(actor, verb=PeopleVerb.SIGNIN_LOCK_MAILED, object_type="account", object_id=user.pk)
