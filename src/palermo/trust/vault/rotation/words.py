"""What each change is called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Text
from palermo.trust.vault.rotation.progress import Work

WORK: dict[Work, Text] = {
    Work.TEXTS: _("Sealed texts brought to the padded form"),
    Work.FIXED_TEXTS: _("Sealed texts that nobody rewrites, brought to the padded form"),
    Work.OFFICE_KEY: _("Keys wrapped by an office's new key"),
    Work.SEARCH_KEY: _("Names made findable by a new search key"),
}
