"""Writing a safety plan: each version replaces the one before, and all stay to be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.utils import timezone

from palermo.desk.files import begin, tell
from palermo.desk.safety.models import SafetyPlan
from palermo.desk.safety.policies import SAFETY_PLANS, SafetyAction
from palermo.desk.safety.prompts import PROMPTS
from palermo.desk.verbs import DayVerb
from palermo.trust.actor import Actor
from palermo.trust.basis.policies import named
from palermo.trust.service import Refused, service
from palermo.trust.vault.vault import seal, unseal


@service
def write_plan(
    actor: Actor,
    *,
    room: str,
    file_id: UUID,
    answers: Mapping[str, str],
    review_on: date,
    replaces: str = "",
) -> SafetyPlan:
    """Keep a version of the plan: answers by the codes of `PROMPTS`, empty ones left out.

    `replaces` is the id of the version that the writer had before them, empty where there was none. Raises Refused
    where another one stands by now, where nothing is answered, and for a file in which the actor may not write.
    """
    SAFETY_PLANS.require(actor, SafetyAction.WRITE)
    row = begin(SafetyPlan, actor, room=room, file_id=file_id)
    asked = SAFETY_PLANS.asked(SafetyAction.WRITE)
    said = {code: text for code in PROMPTS if (text := answers.get(code, "").strip())}
    if not said:
        raise Refused("no_words", verb=asked, object_type="safety_plan")
    before = SafetyPlan.objects.filter(
        organisation_id=row.organisation_id, file_id=file_id, replaced_at__isnull=True
    )
    if str(before.values_list("pk", flat=True).first() or "") != replaces:
        raise Refused("plan_changed", verb=asked, object_type="safety_plan")
    before.update(replaced_at=timezone.now())
    row.review_on, row.recorded_by_id = review_on, named(actor)
    seal(row, plan=json.dumps(said, ensure_ascii=False, separators=(",", ":")))
    row.save(force_insert=True)
    tell(actor, DayVerb.SAFETY_PLAN_WRITTEN, row, codes={"safety_plan": str(row.pk)})
    return row


def answers_of(row: SafetyPlan) -> dict[str, str]:
    """What stands in a version, by the codes of the prompts. Raises Unreadable."""
    text = unseal(row, "plan")["plan"]
    return dict(json.loads(text)) if text else {}
