"""Languages that pages offer, by BCP 47 tag, in words."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Text

LANGUAGES: dict[str, Text] = {
    "ar": _("Arabic"),
    "sq": _("Albanian"),
    "am": _("Amharic"),
    "hy": _("Armenian"),
    "az": _("Azerbaijani"),
    "bn": _("Bengali"),
    "be": _("Belarusian"),
    "bs": _("Bosnian, Croatian, Serbian"),
    "bg": _("Bulgarian"),
    "my": _("Burmese"),
    "zh": _("Chinese"),
    "cs": _("Czech"),
    "nl": _("Dutch"),
    "bin": _("Edo"),
    "en": _("English"),
    "et": _("Estonian"),
    "tl": _("Filipino"),
    "fi": _("Finnish"),
    "fr": _("French"),
    "ka": _("Georgian"),
    "de": _("German"),
    "el": _("Greek"),
    "ha": _("Hausa"),
    "he": _("Hebrew"),
    "hi": _("Hindi"),
    "hu": _("Hungarian"),
    "ig": _("Igbo"),
    "id": _("Indonesian"),
    "it": _("Italian"),
    "ja": _("Japanese"),
    "kk": _("Kazakh"),
    "km": _("Khmer"),
    "ko": _("Korean"),
    "ku": _("Kurdish"),
    "ky": _("Kyrgyz"),
    "lo": _("Lao"),
    "lv": _("Latvian"),
    "lt": _("Lithuanian"),
    "mk": _("Macedonian"),
    "mn": _("Mongolian"),
    "ne": _("Nepali"),
    "no": _("Norwegian"),
    "ps": _("Pashto"),
    "fa": _("Persian, Dari"),
    "pcm": _("Nigerian Pidgin"),
    "pl": _("Polish"),
    "pt": _("Portuguese"),
    "pa": _("Punjabi"),
    "ro": _("Romanian"),
    "rom": _("Romani"),
    "ru": _("Russian"),
    "sgn": _("A sign language"),
    "si": _("Sinhala"),
    "sk": _("Slovak"),
    "sl": _("Slovenian"),
    "so": _("Somali"),
    "es": _("Spanish"),
    "sw": _("Swahili"),
    "sv": _("Swedish"),
    "tg": _("Tajik"),
    "ta": _("Tamil"),
    "th": _("Thai"),
    "ti": _("Tigrinya"),
    "tr": _("Turkish"),
    "tk": _("Turkmen"),
    "uk": _("Ukrainian"),
    "ur": _("Urdu"),
    "ug": _("Uyghur"),
    "uz": _("Uzbek"),
    "vi": _("Vietnamese"),
    "wo": _("Wolof"),
    "yo": _("Yoruba"),
}


def languages_by_name(*before: Choice) -> Callable[[], list[Choice]]:
    """Choices for a field of a form: `before`, then the languages as their names stand in the page's language."""
    return lambda: [*before, *sorted(LANGUAGES.items(), key=lambda pair: str(pair[1]).casefold())]
