"""What a server's process loads, as JSON: python -m tests.support.loaded

`modules`: the file of every loaded module that is not Python's own. `used`: the modules of each class and function
that a setting names, of their bases, and of the caches and queues made from them. `tasks`: what a worker knows.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import sysconfig
from collections.abc import Iterator
from typing import Any

import django


def named(value: Any) -> Iterator[str]:
    """Every text in a setting that could be the path of something to import."""
    if isinstance(value, str) and "." in value and all(part.isidentifier() for part in value.split(".")):
        yield value
    elif isinstance(value, dict):
        for one in (*value.keys(), *value.values()):
            yield from named(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from named(one)


def modules_of(thing: object) -> set[str]:
    """The modules of a class and its bases, of a function, or the module itself."""
    parts = getattr(thing, "__mro__", [thing])
    return {str(getattr(one, "__module__", None) or getattr(one, "__name__", "")) for one in parts}


def used() -> set[str]:
    """Import what the settings name, make caches and queues, and tell the modules they are of."""
    from django.conf import settings
    from django.core.cache import caches
    from django.utils.module_loading import import_string
    from django_tasks import task_backends

    found: set[str] = set()
    for name in dir(settings):
        if name.isupper() and name != "TEST_RUNNER":
            for path in named(getattr(settings, name)):
                for find in (importlib.import_module, import_string):
                    try:
                        found |= modules_of(find(path))
                    except (ImportError, RuntimeError):
                        continue  # no path, only a text with a dot in it
    for made in (*(caches[name] for name in caches), *(task_backends[name] for name in settings.TASKS)):
        found |= modules_of(type(made))
    return found


def files() -> dict[str, str]:
    """The file of every loaded module that is not Python's own."""
    own = os.path.realpath(sysconfig.get_paths()["stdlib"])
    installed = os.path.realpath(sysconfig.get_paths()["purelib"])
    found = {}
    for name, module in list(sys.modules.items()):
        file = os.path.realpath(getattr(module, "__file__", None) or own)
        if file.endswith(".py") and (file.startswith(installed) or not file.startswith(own)):
            found[name] = file
    return found


def main() -> None:
    """Load what the web server and the worker load, and tell it."""
    django.setup()
    from django.urls import get_resolver

    import palermo.operation.worker
    import palermo.web.wsgi  # noqa: F401 - to be loaded
    from palermo.trust.background import office_tasks

    tasks = sorted(office_tasks)  # before the addresses, which a worker does not load
    of_settings = sorted(used())
    assert get_resolver().url_patterns
    json.dump({"modules": files(), "used": of_settings, "tasks": tasks}, sys.stdout)


if __name__ == "__main__":
    main()
