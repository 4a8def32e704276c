"""The operator's page: facts about the installation, none about a person."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version

import django
from django.conf import settings
from django.db import connection
from django.db.models import Count, Min
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from palermo.kit.components import Cell, Fact, Section, State, Tone
from palermo.kit.dates import age_text
from palermo.kit.layout import Link
from palermo.reference.postgresql import AS_OF
from palermo.trust.ledger.standing import Standing, standing
from palermo.trust.people.mail import mail_is_configured
from palermo.trust.people.mail_test import ask_for_mail_test, last_tested
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.proxies import Proxies, proxies_of
from palermo.trust.people.queries import offices
from palermo.trust.people.reachable import perhaps_unreachable, unreachable, unreachable_words
from palermo.trust.people.server_facts import ServerFacts, server_facts
from palermo.trust.vault.rotation.progress import under_way
from palermo.trust.vault.rotation.root import is_under_way
from palermo.trust.vault.rotation.words import WORK
from palermo.trust.verbs import PeopleVerb


@require_safe
def installation(request: ActingRequest) -> HttpResponse:
    """Versions, how many offices, how long the queue is, when the witness was last written."""
    PEOPLE.require(request.actor, PeopleAction.SEE_INSTALLATION)
    stands, server, now = standing(), server_facts(), timezone.now()
    sections = [
        Section(_("The machine"), _machine(server, now)),
        Section(_("Versions"), [*_versions(server), Fact(_("Proxies"), _proxies(request))]),
        Section(_("Mail"), _mail()),
        Section(
            _("Work waiting"), _queue(), _("A task names an office and ids; nothing of a person is in it.")
        ),
        Section(_("Records outside the database"), _records(stands)),
        Section(_("Keys and sealed texts being changed"), _changes()),
    ]
    accounts = [unreachable_words(user_id) for user_id in unreachable(perhaps_unreachable())]
    context = {
        "sections": sections,
        "doubts": [*stands.doubts(now), *server.doubts(now), *accounts],
        "mailed": mail_is_configured(),
        "asked": "mail" in request.GET,
    }
    return render(request, "people/installation.html", context)


@require_POST
def test_mail(request: ActingRequest) -> HttpResponse:
    """Send a mail without content to the operator's own address."""
    ask_for_mail_test(request.actor)
    return redirect(f"{reverse('people:installation')}?mail=asked")


def _machine(server: ServerFacts, now: datetime) -> list[Fact]:
    free: Cell = None
    if server.free is not None and server.size:
        free = _("%(free)s of %(size)s free") % {
            "free": filesizeformat(server.free),
            "size": filesizeformat(server.size),
        }
    backup: Cell = _("None was made here yet: palermo backup")
    if server.backup is not None:
        backup = [server.backup, _("%(age)s ago") % {"age": age_text(server.backup, now)}]
    certificate: Cell = server.certificate or _("No certificate is named in PALERMO_CERTIFICATE")
    return [
        Fact(_("Disk of the data folder"), free),
        Fact(_("Newest backup"), backup),
        Fact(_("Certificate ends"), certificate),
    ]


def _mail() -> list[Fact]:
    if not mail_is_configured():
        return [Fact(_("Mail"), _("Not configured: links are handed over"))]
    last = last_tested()
    return [
        Fact(_("Mail"), _("Configured")),
        Fact(_("Last asked whether it arrives"), last[PeopleVerb.MAIL_TEST_ASKED]),
        Fact(_("Last taken by the mail server"), last[PeopleVerb.MAIL_TEST_SENT]),
    ]


def _versions(server: ServerFacts) -> list[Fact]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version')")
        (running,) = cursor.fetchone()
    missing = ", ".join(server.lacking)
    return [
        Fact(_("Palermo"), version("palermo")),
        Fact("Python", platform.python_version()),
        Fact("Django", django.get_version()),
        Fact("PostgreSQL", str(running).split(" ", maxsplit=1)[0]),
        Fact(
            _("Security releases of PostgreSQL that it lacks"),
            _("%(releases)s (table of %(day)s): update the server, its holes are known")
            % {"releases": missing, "day": AS_OF.isoformat()}
            if missing
            else _("None in the table of %(day)s") % {"day": AS_OF.isoformat()},
        ),
        Fact(_("Offices"), offices().count()),
    ]


def _proxies(request: ActingRequest) -> State:
    match proxies_of(request):
        case Proxies.UNTOLD:
            words = _(
                "PALERMO_PROXIES is 0, yet this page came through one: all share one limit of failed sign-ins"
            )
            return State(words, Tone.ATTENTION)
        case Proxies.FEWER:
            words = _("This page came through fewer than PALERMO_PROXIES says")
            return State(words, Tone.ATTENTION)
        case Proxies.AS_TOLD:
            return State(_("As PALERMO_PROXIES says"), Tone.DONE)


def _queue() -> list[Fact]:
    rows = (
        DBTaskResult.objects.order_by()
        .values_list("status")
        .annotate(number=Count("pk"), since=Min("enqueued_at"))
    )
    counts = {str(status): (int(number), since) for status, number, since in rows}
    none: tuple[int, datetime | None] = (0, None)
    waiting, since = counts.get(TaskResultStatus.READY.value, none)
    return [
        Fact(_("Waiting"), waiting),
        Fact(_("Oldest waiting since"), since),
        Fact(_("Running"), counts.get(TaskResultStatus.RUNNING.value, none)[0]),
        Fact(_("Failed"), counts.get(TaskResultStatus.FAILED.value, none)[0]),
    ]


def _records(stands: Standing) -> list[Fact]:
    return [
        Fact(
            _("Newest heads of the ledgers written down"),
            [stands.heads.at if stands.heads else None, Link(_("Print them"), reverse("people:heads"))],
        ),
        Fact(
            _("Newest heads written for another machine"),
            stands.copied_at if stands.copies else _("No folder is named in PALERMO_WITNESS_COPY"),
        ),
        Fact(_("Witness file last written"), _written(settings.PALERMO_WITNESS_FILE)),
        Fact(_("Journal of erasures last written"), _written(settings.PALERMO_ERASURES_FILE)),
    ]


def _changes() -> list[Fact]:
    """Each change that is not done; one line where there is none."""
    found = [
        Fact(
            WORK[work],
            _("%(done)s rows done, about %(left)s left, in offices: %(offices)s")
            % {"done": done, "left": left, "offices": offices},
        )
        for work, offices, done, left in under_way()
    ]
    if is_under_way():
        found.insert(0, Fact(_("Root key"), _("Being changed: palermo keys rotate root goes on with it")))
    return found or [Fact(_("Under way"), _("Nothing"))]


def _written(path: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)  # type: ignore[attr-defined]
    except OSError:
        return None
