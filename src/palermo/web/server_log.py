"""What the web server itself logs, as the program does: on one line, without addresses and without what was sent."""

from __future__ import annotations

import logging
import re
from typing import Any

from gunicorn.glogging import Logger

from palermo.web.logs import LineFormatter, ScrubFilter

_REFUSED = re.compile(r"Invalid request from ip=.*", re.DOTALL)


class WithoutWhatWasSent(logging.Filter):
    """Of a request that is no HTTP, gunicorn says who sent it and what stood in it; only that it came is kept."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the message in place; it is always logged."""
        text = record.getMessage()
        record.msg, record.args = _REFUSED.sub("A request that is no HTTP was refused.", text), ()
        return True


class ServerLog(Logger):
    """gunicorn's log of errors with the program's filter and form; there is no log of requests."""

    def setup(self, cfg: Any) -> None:
        """Take gunicorn's settings, and give its handlers ours. It calls this again when it reads them anew."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(WithoutWhatWasSent())
            handler.addFilter(ScrubFilter())
            handler.setFormatter(LineFormatter())
