"""The present password, asked for before a new one: a wrong one is counted and told as at sign-in."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.core import context
from django.core.exceptions import ValidationError

from palermo.trust.current import current, record
from palermo.trust.people.models import User
from palermo.trust.people.throttle import Step, begin_attempt
from palermo.trust.people.tries import count_failure, count_locked
from palermo.trust.verbs import PeopleVerb


class ChangePasswordForm(AllauthChangePasswordForm):
    """A new password, by whoever is signed in and knows the present one."""

    user: User

    def clean_oldpassword(self) -> str:
        """The present password, if it is right and not one try too many in the account's own budget."""
        email = self.user.email
        attempt = begin_attempt(context.request, email=email, step=Step.PASSWORD)
        if attempt is None:
            count_locked(email=email, step=Step.PASSWORD)
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            password = str(super().clean_oldpassword())
        except ValidationError:
            count_failure(email)
            record(current().actor, verb=PeopleVerb.SIGNIN_FAILED, codes={"step": str(Step.PASSWORD)})
            raise
        attempt.rollback()
        return password
