"""The WSGI application that gunicorn serves."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.web.settings")
django.setup(set_prefix=False)

from palermo.trust.people.proxies import say_at_start  # noqa: E402 - the settings are read now
from palermo.trust.walls.role import refuse_to_serve  # noqa: E402 - the settings are read now
from palermo.web.reading import Handler  # noqa: E402 - the settings are read now

application = Handler()
refuse_to_serve()
say_at_start()
