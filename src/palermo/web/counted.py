"""Each answer is counted by room, class of status and time, where somebody asked for metrics (PALERMO_METRICS)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from palermo.operation.counts import PIPE_VARIABLE, send

GetResponse = Callable[[HttpRequest], HttpResponse]


def counted(get_response: GetResponse) -> GetResponse:
    """Send the record of each answer to the process that counts."""
    pipe = os.environ.get(PIPE_VARIABLE)
    if not pipe:
        raise MiddlewareNotUsed
    descriptor = int(pipe)

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        seconds = time.perf_counter() - began
        send(descriptor, path=request.path_info, status=response.status_code, seconds=seconds)
        return response

    return middleware
