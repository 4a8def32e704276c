"""Pages of notifying: what leaves and to whom, that it is not due, that it was an error; and the receiver's list."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from palermo.directory.profiles import profile_of
from palermo.exchange.components import use_section
from palermo.kit.components import Fact, Section
from palermo.kit.shown import FIELD
from palermo.kit.wizard import Answers, Step, Wizard
from palermo.protection.cases.models.cases import Case
from palermo.protection.cases.queries.cases import row_of_case
from palermo.protection.cases.views.common import READ_AND_WRITE, attempt
from palermo.protection.identification.notifying.codes import NotDue, NotificationState, PersonSays
from palermo.protection.identification.notifying.components import (
    count_facts,
    leaving_facts,
    leaving_labels,
    notification_facts,
    owed_facts,
    received_table,
)
from palermo.protection.identification.notifying.forms import NotDueForm, SaysForm, WhatForm
from palermo.protection.identification.notifying.models import Notification
from palermo.protection.identification.notifying.queries import (
    addressees,
    asks_the_zone,
    counted,
    notifications_of,
    owed_in,
    purposes,
    purposes_found,
    received,
    what_leaves,
)
from palermo.protection.identification.notifying.services import (
    Said,
    leaves_with,
    notify,
    record_not_due,
    strike_notification,
)
from palermo.protection.identification.notifying.terms import CAVEATS, PURPOSE
from palermo.protection.identification.policies import IdentificationAction
from palermo.protection.identification.queries import case_of_identification
from palermo.protection.identification.views.identification import (
    decision_views,
    draft_of_case,
    identification_trail,
    page_of_identification,
)
from palermo.reference.profile_parts import Objection
from palermo.trust.people.middleware import ActingRequest
from palermo.trust.reasons import explain
from palermo.trust.shown import PREFIX


def _case(request: ActingRequest, case_id: UUID) -> Case:
    return case_of_identification(request.actor, case_id, action=IdentificationAction.NOTIFY)


@require_http_methods(READ_AND_WRITE)
def notify_step(
    request: ActingRequest, case_id: UUID, step: str, beginning: UUID | None = None
) -> HttpResponse:
    """Notify: which office and what, what the person says, and exactly what leaves."""
    case = _case(request, case_id)
    store = draft_of_case(request, case, flow="notification", beginning=beginning)
    actor, due = request.actor, owed_in(request.actor, case)
    if due is None:
        return HttpResponseRedirect(page_of_identification(case))
    found = addressees(actor, case, due)
    offices = {str(one.office.pk): one.name for one in found if one.live}

    def leaving(answers: Answers) -> dict[str, Any]:
        what = answers["what"]
        return what_leaves(actor, case, due, purposes=what["purposes"], zone=what.get("zone", ""))

    def finish(_request: Any, answers: Answers) -> HttpResponse:
        what = answers["what"]
        notify(
            actor,
            case_id=case.pk,
            recipient_id=UUID(what["recipient"]),
            said=Said(
                purposes=tuple(what["purposes"]),
                zone=what.get("zone", ""),
                person_says=PersonSays(answers["says"]["person_says"]),
            ),
            shown=request.POST.get(FIELD, ""),
        )
        return HttpResponseRedirect(page_of_identification(case, "notified"))

    wizard = Wizard(
        steps=[
            Step(
                name="what",
                heading=gettext_lazy("Notify without identity"),
                form=WhatForm,
                template="protection/identification/notifying/what.html",
                arguments=lambda _answers: {
                    "offices": list(offices.items()),
                    "purposes": list(purposes().items()),
                    "found": purposes_found(case),
                    "asks_zone": asks_the_zone(case),
                },
            ),
            Step(
                name="says",
                heading=gettext_lazy("Tell the person that it goes"),
                form=SaysForm,
                template="protection/identification/notifying/says.html",
                arguments=lambda _answers: {"stops": due.objection is Objection.STOPS},
            ),
        ],
        store=store,
        url=lambda name: reverse("protection:notify", args=[case.pk, store.beginning, name]),
        pause_url=page_of_identification(case, "paused"),
        act=_("Notify this office"),
        check_heading=_("Exactly this leaves your office"),
        check_lead=_(
            "No name, no contact and no code of the file. But few persons of one age, sex and purpose are met in one "
            "place: whoever knows the place may know who it is."
        ),
        check_sections=lambda answers: [
            Section(
                _("Goes to %(office)s") % {"office": offices.get(answers["what"]["recipient"], "")},
                leaving_facts(leaving(answers)),
                _("It also knows that your office sent it, and a code made for this alone."),
            ),
            Section(
                _("Stays with you"),
                [
                    Fact(_("Who the person is"), _("Not sent")),
                    Fact(_("Which file the code leads to"), _("Not sent")),
                ],
                stays=True,
            ),
            use_section(CAVEATS, purposes=[PURPOSE]),
        ],
        finish=finish,
        shows=lambda answers: leaves_with(UUID(answers["what"]["recipient"]), leaving(answers)),
        labels={f"{PREFIX}{name}": label for name, label in leaving_labels().items()},
        context={
            "case": case,
            "profile": profile_of(case.profile_version),
            "owed": owed_facts(due),
            "stops": due.objection is Objection.STOPS,
            "refused": [(one.name, explain(one.refusal)) for one in found if one.refusal],
            "nobody": not offices,
            "trail": identification_trail(case),
        },
    )
    return wizard.respond(request, step)


@require_http_methods(READ_AND_WRITE)
def not_due(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Record why nothing is sent."""
    case = _case(request, case_id)
    due = owed_in(request.actor, case)
    if due is None:
        return HttpResponseRedirect(page_of_identification(case))
    form = NotDueForm(request.POST or None, stops=due.objection is Objection.STOPS)
    if form.is_valid():
        reason = NotDue(form.cleaned_data["reason"])
        done = attempt(form, lambda: record_not_due(request.actor, case_id=case.pk, reason=reason))
        if done is not None:
            return HttpResponseRedirect(page_of_identification(case, "not_due"))
    context = {
        "form": form,
        "case": case,
        "facts": owed_facts(due),
        "profile": profile_of(case.profile_version),
        "trail": identification_trail(case),
    }
    return render(request, "protection/identification/notifying/not_due.html", context)


@require_http_methods(READ_AND_WRITE)
def strike(request: ActingRequest, case_id: UUID, notification_id: UUID) -> HttpResponse:
    """Tell the office that it was an error."""
    case = _case(request, case_id)
    row = row_of_case(request.actor, case, Notification, notification_id, object_type="notification")
    if row.state != NotificationState.SENT or row.thread_id is None:
        return HttpResponseRedirect(page_of_identification(case))
    if request.method == "POST":
        strike_notification(request.actor, notification_id=row.pk)
        return HttpResponseRedirect(page_of_identification(case, "struck"))
    context = {
        "case": case,
        "facts": notification_facts(notifications_of(request.actor, case).get(pk=row.pk)),
        "trail": identification_trail(case),
    }
    return render(request, "protection/identification/notifying/strike.html", context)


@require_safe
def notifications(request: ActingRequest) -> HttpResponse:
    """What other offices notified to this one, with how many."""
    page = received(request.actor, after=request.GET.get("after", ""))
    context = {
        "table": received_table(page),
        "facts": count_facts(counted(request.actor)),
        "views": decision_views(reverse("protection:notifications")),
    }
    return render(request, "protection/identification/notifying/notifications.html", context)
