"""Opening a package that came as a file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from palermo.exchange.files import MAX_BYTES
from palermo.kit.fields import SafeFileField
from palermo.kit.files import FileKind
from palermo.kit.forms import KitForm


class PackageFileForm(KitForm):
    """The file another office sent."""

    package = SafeFileField(
        label=_("File"),
        kinds=[FileKind.JSON],
        max_bytes=MAX_BYTES,
        help_text=_("A file of Palermo, ending in .json, at most 256 kB."),
    )
