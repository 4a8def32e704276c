"""The WSGI application that gunicorn serves."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.web.settings")
application = get_wsgi_application()

from palermo.trust.people.proxies import say_at_start  # noqa: E402 - the settings are read now
from palermo.trust.walls.role import refuse_to_serve  # noqa: E402 - the settings are read now

refuse_to_serve()
say_at_start()
