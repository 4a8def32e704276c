"""The flows of this room that can pause, and where each goes on."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from palermo.desk.paused import register_flow
from palermo.kit.choices import Text


def _start(name: str) -> Callable[[UUID], str]:
    return lambda about: reverse(name, args=[about, "start"])


FLOWS: dict[str, tuple[Text, Callable[[UUID], str]]] = {
    "open_case": (_("A case to open"), lambda _office: reverse("protection:open_case_step", args=["start"])),
    "identity": (_("Who a person is, to record"), _start("protection:identity")),
    "enquiry": (_("An enquiry to send"), _start("protection:enquire")),
    "consent": (_("A person’s answer to record"), _start("protection:referral_answer")),
    "slice": (_("What leaves to another office"), _start("protection:referral_identity")),
    "find_service": (_("A service to find"), _start("protection:find_service")),
    "screening": (_("A screening to go on with"), _start("protection:screening")),
    "presumption": (_("A presumption to record"), _start("protection:presume")),
    "decision": (_("A decision to make"), _start("protection:decide")),
    # About a case, or about none: then it is kept under the office, and stands in the list.
    "complaint": (_("A complaint to record"), lambda _about: reverse("protection:complaints")),
    "authority_request": (_("A request to record"), lambda _about: reverse("protection:authority_requests")),
}
"""By code: what going on with it is called on Today, and where it does."""


def register_flows() -> None:
    """Tell the desk where each flow goes on."""
    for flow, (title, url) in FLOWS.items():
        register_flow(flow, title=title, url=url)
