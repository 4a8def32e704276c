"""Run in a running demo: plant the words in as many cases of Ada's as asked for, and say in JSON where they lie."""

from __future__ import annotations

import json
import sys

import django


def main() -> None:
    """Plant; say the ids of each case, person and help."""
    django.setup()
    from tests.support.canaries import plant

    from palermo.trust.actor import Anonymous
    from palermo.trust.people.models import User
    from palermo.trust.people.queries import acting_units, staff_of
    from palermo.trust.unit_of_work import unit_of_work

    with unit_of_work(Anonymous()) as work:
        user = User.objects.get(email="ada@lantern.example")
        work.act_as(Anonymous(user_id=user.pk))
        actor = staff_of(user.pk, acting_units(user.pk)[0])
    places = [plant(actor) for _ in range(int(sys.argv[1]))]
    found = [
        {"case": str(one.case.pk), "person": str(one.case.person_id), "help": str(one.assistance_id)}
        for one in places
    ]
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
