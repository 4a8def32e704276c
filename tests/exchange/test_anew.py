"""After a restore, packages that were not taken in get an inbox task again, however their task was lost."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from tests.exchange.kit import Room, enquire
from tests.support.cast import Cast
from tests.support.exchange import agree, queued, run_tasks

from palermo.exchange.anew import queue_packages_not_taken_in
from palermo.trust.unit_of_work import machinery


def lose_tasks() -> None:
    DBTaskResult.objects.all().delete()


def fail_tasks() -> None:
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())


def put_strangers_in_their_place() -> None:
    """Rows that somebody wrote into the queue: of another package, and of nothing."""
    row = DBTaskResult.objects.get()
    for arguments in ({"args": [], "kwargs": {"envelope_id": str(uuid4())}}, {"args": [], "kwargs": {}}, {}):
        DBTaskResult.objects.create(
            task_path=row.task_path, args_kwargs=arguments, backend_name=row.backend_name, queue_name="other"
        )
    row.delete()


@pytest.mark.parametrize("lose", [lose_tasks, fail_tasks, put_strangers_in_their_place])
def test_a_package_whose_task_is_lost_is_taken_in_after_all_and_once(
    cast: Cast, room: Room, lose: Callable[[], None]
) -> None:
    agree(cast.owner, cast.partner)
    run_tasks()
    enquire(cast.owner, cast.partner)
    with machinery():
        lose()
    run_tasks()
    assert room.received == []
    assert queue_packages_not_taken_in() == 1
    assert queue_packages_not_taken_in() == 0
    run_tasks()
    assert [office for office, _payload in room.received] == [cast.partner.id]
    assert queue_packages_not_taken_in() == 0


def test_a_package_whose_task_waits_gets_no_second_one(cast: Cast, room: Room) -> None:
    agree(cast.owner, cast.partner)
    run_tasks()
    enquire(cast.owner, cast.partner)
    before = queued()
    assert queue_packages_not_taken_in() == 0
    assert queued() == before
