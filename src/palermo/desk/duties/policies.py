"""Who may give, read, do, pass on and strike out a task: whoever works on its file."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from palermo.desk.duties.models import Task
from palermo.desk.file_policies import in_sight, verdict
from palermo.desk.files import FileAction
from palermo.trust.actor import Actor
from palermo.trust.policy import Policy, Verdict, refused


class TaskAction(StrEnum):
    """What is asked of tasks."""

    GIVE = "give"
    READ = "read"
    DO = "do"
    GIVE_ON = "give_on"
    STRIKE = "strike"


_WORK = frozenset({TaskAction.GIVE, TaskAction.DO, TaskAction.GIVE_ON})


class TaskPolicy(Policy[Task, TaskAction]):
    """A task follows its file."""

    object_type = "file_task"
    actions = TaskAction

    def _decide(self, actor: Actor, action: TaskAction, obj: Task | None) -> Verdict:
        """Strike: who gave it, and who leads."""
        if action is TaskAction.READ:
            return verdict(actor, FileAction.READ, obj)
        if action not in _WORK and action is not TaskAction.STRIKE:
            return refused("role_missing")
        own = obj is None or obj.given_by_id == actor.user_id
        if action in _WORK or own:
            return verdict(actor, FileAction.WRITE, obj)
        leads = verdict(actor, FileAction.LEAD, obj)
        works = leads or verdict(actor, FileAction.WRITE, obj)
        return works if leads or not works else refused("not_the_author")

    def visible(self, actor: Actor, rows: QuerySet[Task]) -> QuerySet[Task]:
        """Tasks about files in which the actor may read."""
        return in_sight(actor, rows)


TASKS = TaskPolicy()
