"""What a colleague looks at is not mailed to them afterwards."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse

from palermo.desk.notices.queries import MAILED
from palermo.desk.notices.registry import pages, shows_everything
from palermo.desk.notices.services import mark_looked
from palermo.trust.actor import Staff
from palermo.trust.people.middleware import ActingRequest


def looked(get_response: Callable[[ActingRequest], HttpResponse]) -> Callable[[ActingRequest], HttpResponse]:
    """After a page that shows what waits was answered, keep that it was seen by whoever asked for mails."""

    def middleware(request: ActingRequest) -> HttpResponse:
        response = get_response(request)
        match = request.resolver_match
        page = match.view_name if match else ""
        whole = shows_everything(page)
        if request.method == "GET" and response.status_code == 200 and (whole or page in pages()):
            actor, unit = request.actor, request.acting_unit
            if isinstance(actor, Staff) and unit is not None and MAILED in unit.beside:
                mark_looked(actor, path=None if whole else request.path)
        return response

    return middleware
