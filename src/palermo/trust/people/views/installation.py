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
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from palermo.kit.components import Fact, Section
from palermo.reference.postgresql import AS_OF, lacking
from palermo.trust.people.mail import mail_is_configured
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.people.policies import PEOPLE, PeopleAction
from palermo.trust.people.queries import offices


@require_safe
def installation(request: ActingRequest) -> HttpResponse:
    """Versions, how many offices, how long the queue is, when the witness was last written."""
    PEOPLE.require(request.actor, PeopleAction.SEE_INSTALLATION)
    sections = [
        Section(_("Versions"), _versions()),
        Section(
            _("Work waiting"), _queue(), _("A task names an office and ids; nothing of a person is in it.")
        ),
        Section(_("Records outside the database"), _records()),
    ]
    return render(request, "people/installation.html", {"sections": sections})


def _versions() -> list[Fact]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_version_num')::int")
        server, number = cursor.fetchone()
    missing = ", ".join(name for name, _holes in lacking(number))
    return [
        Fact(_("Palermo"), version("palermo")),
        Fact("Python", platform.python_version()),
        Fact("Django", django.get_version()),
        Fact("PostgreSQL", str(server).split(" ", maxsplit=1)[0]),
        Fact(
            _("Security releases of PostgreSQL that it lacks"),
            _("%(releases)s (table of %(day)s): update the server, its holes are known")
            % {"releases": missing, "day": AS_OF.isoformat()}
            if missing
            else _("None in the table of %(day)s") % {"day": AS_OF.isoformat()},
        ),
        Fact(_("Offices"), offices().count()),
        Fact(
            _("Mail"), _("Configured") if mail_is_configured() else _("Not configured: links are handed over")
        ),
    ]


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


def _records() -> list[Fact]:
    return [
        Fact(_("Witness file last written"), _written(settings.PALERMO_WITNESS_FILE)),
        Fact(_("Journal of erasures last written"), _written(settings.PALERMO_ERASURES_FILE)),
    ]


def _written(path: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)  # type: ignore[attr-defined]
    except OSError:
        return None
