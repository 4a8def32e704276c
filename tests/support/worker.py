"""`django worker` that knows the tests' tasks beside the program's own: python -m tests.support.worker"""

from __future__ import annotations

import django
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    django.setup()
    from tests.support import office_tasks  # noqa: F401 - importing makes them known

    execute_from_command_line(["django", "worker"])
