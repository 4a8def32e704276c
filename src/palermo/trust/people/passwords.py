"""What a new password may not be, beside Django's own rules."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class NotThePresentOne:
    """Refuses the password the account has now: who changes it because others know it must not keep it."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise ValidationError when `password` opens the account already."""
        if user is not None and user.password and check_password(password, user.password):
            raise ValidationError(_("This is the password you have now. Choose another."), code="present_one")

    def get_help_text(self) -> str:
        """The rule in words."""
        return _("Not the password you have now.")
