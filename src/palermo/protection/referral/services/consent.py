"""The yes to one recipient, as it was given: by the person, or for a child by a guardian who counts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from palermo.exchange.acts import makes, person_in
from palermo.protection.cases.codes import ROOM
from palermo.protection.cases.codes.paper import PaperKind
from palermo.protection.cases.policies import CASES, CaseAction
from palermo.protection.cases.services.paper import TakenOnPaper, write_paper
from palermo.protection.children.queries.guardians import guardian_ids
from palermo.protection.children.queries.majority import is_childs_yes
from palermo.protection.referral.models.referrals import Referral
from palermo.protection.referral.queries.referrals import own_referral
from palermo.protection.referral.services.steps import require_not_over, require_open_case
from palermo.protection.referral.terms import PURPOSE
from palermo.protection.referral.verbs import ReferralAsked
from palermo.trust.actor import Actor
from palermo.trust.basis.models import Consent
from palermo.trust.basis.rules import ConsentMeans, DataClass, GivenBy
from palermo.trust.basis.services import record_consent
from palermo.trust.service import service


@service
@makes(person_in(Referral, "referral_id"))
def record_yes(
    actor: Actor,
    *,
    referral_id: UUID,
    given_by: GivenBy,
    guardian_id: UUID | None = None,
    data_classes: Iterable[DataClass],
    form: ConsentMeans,
    language: str,
    text_version: str,
    alternative_existed: bool,
    told_limits: bool,
    valid_until: date,
    until_help_ends: bool = False,
    paper: TakenOnPaper | None = None,
) -> Consent:
    """Record the yes to a referral's recipient; a guardian's yes is that of `guardian_id` and of no other guardian.

    Raises Refused when a guardian said yes who does not count, once the referral is over or the person was erased,
    in a closed case, and for what `record_consent` and `write_paper` refuse. A yes taken on `paper` is kept with it.
    """
    referral = own_referral(actor, referral_id, verb=ReferralAsked.REFERRAL_CONSENT)
    CASES.require(actor, CaseAction.REFER, referral.case)
    require_not_over(referral, verb=ReferralAsked.REFERRAL_CONSENT)
    require_open_case(referral.case, verb=ReferralAsked.REFERRAL_CONSENT)
    counting = guardian_ids(actor, referral.person_id, lock=True)
    consent: Consent = record_consent(
        actor,
        room=ROOM,
        subject_id=referral.person_id,
        subject_is_child=is_childs_yes(referral.person),
        recipient_id=referral.recipient_id,
        purpose=PURPOSE,
        data_classes=data_classes,
        given_by=given_by,
        guardian_id=guardian_id if given_by is GivenBy.GUARDIAN and guardian_id in counting else None,
        form=form,
        language=language,
        text_version=text_version,
        alternative_existed=alternative_existed,
        told_limits=told_limits,
        valid_until=valid_until,
        until_help_ends=until_help_ends,
    )
    if paper is not None:
        write_paper(actor, case=referral.case, kind=PaperKind.CONSENT, taken=paper, consent_id=consent.pk)
    return consent
