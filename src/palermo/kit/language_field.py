"""A language as an answer of a form: typed in any spelling, with the common ones offered, and asked back on doubt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palermo.kit.choices import Choice, Text, Unsaid
from palermo.kit.languages import LANGUAGES, languages_by_name, read_language
from palermo.kit.listed import listed
from palermo.reference.languages import compared, languages

_LONGEST = 80
_LONGEST_LIST = 1000
"""Letters of all lines together: each line takes some milliseconds to look up."""


class LanguageInput(forms.TextInput):
    """A line to type a language in, with a list of the common ones; below it the choices where it can be several.

    A choice is posted as NAME_choice and counts only for the text it was offered for, which comes back as NAME_for.
    """

    template_name = "kit/widgets/language.html"
    unsaid: tuple[Choice, ...] = ()

    def value_from_datadict(
        self,
        data: Mapping[str, Any],
        files: MultiValueDict[str, Any],  # noqa: ARG002 (the shape of every widget)
        name: str,
    ) -> str:
        """The code chosen below, else what was typed."""
        typed, chosen = (str(data.get(key) or "").strip() for key in (name, f"{name}_choice"))
        if chosen in LANGUAGES and str(data.get(f"{name}_for") or "").strip() == typed:
            return chosen
        return typed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The line, the common languages, and what a doubtful text can mean."""
        text = str(value or "")
        said = dict(self.unsaid).get(text, LANGUAGES.get(text))
        context = super().get_context(name, text if said is None else str(said), attrs)
        own = context["widget"]
        identity = own["attrs"].get("id", "") or name
        own["attrs"] |= {"list": f"{identity}_common"}
        own["common"] = [words for _code, words in [*self.unsaid, *languages_by_name()()]]
        own["list_id"] = f"{identity}_common"
        choices = read_language(text).choices if said is None else ()
        own["choices"] = [(code, described(code)) for code in choices]
        own["typed"] = text
        return context


class LanguageField(forms.Field):
    """One language by its code, or one of the reasons in `unsaid` why there is none.

    An empty answer is the first of these reasons, or an empty text where the field is not required. What can be several
    languages is refused with the choices below the line; what is none says how to go on.
    """

    widget = LanguageInput
    default_error_messages: ClassVar[dict[str, Text]] = {
        "required": _("Type the language."),
        "which": _("“%(typed)s” can be several languages. Choose one below, or type another name."),
        "unknown": _("No language is known here by “%(typed)s”. Try its English name or another spelling."),
    }

    def __init__(self, *, unsaid: Iterable[Unsaid] = (), **kwargs: Any) -> None:
        kwargs.setdefault("help_text", _("Type it in any spelling: every language of ISO 639-3 is known."))
        super().__init__(**kwargs)
        self.unsaid: tuple[Choice, ...] = tuple((each.value, each.label) for each in unsaid)
        self.widget.unsaid = self.unsaid

    def clean(self, value: Any) -> str:
        """The code. Raises ValidationError for a text that is none, or several."""
        text = str(value or "").strip()
        if not text and self.unsaid:
            return self.unsaid[0][0]
        for code, words in self.unsaid:
            if text == code or compared(text) == compared(str(words)):
                return code
        self.validate(text)
        if not text:
            return ""
        reading = read_language(text[:_LONGEST])
        if reading.code:
            return reading.code
        code = "which" if reading.choices else "unknown"
        raise ValidationError(self.error_messages[code], code=code, params={"typed": text[:_LONGEST]})

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another language was said than stood there."""
        try:
            return bool((initial or "") != self.clean(data))
        except ValidationError:
            return True

    def words(self, code: str) -> Text:
        """The answer as a reader says it."""
        return dict(self.unsaid).get(code, LANGUAGES.get(code, code))


class LanguagesField(forms.CharField):
    """Further languages, one a line, each read as `LanguageField` reads one; gives a list of codes.

    A line that can be several or none is named, with what it can be, to be written as one of these.
    """

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": _LONGEST_LIST, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """Codes as lines of names; what was typed as it stands."""
        return (
            "\n".join(str(LANGUAGES.get(code, code)) for code in value) if isinstance(value, list) else value
        )

    def clean(self, value: Any) -> list[str]:
        """The codes, each once. Raises ValidationError with a sentence for each line that is no single language,
        and for more than 1,000 letters."""
        self.run_validators(str(value or ""))
        found, wrong = [], []
        for line in dict.fromkeys(filter(None, map(str.strip, str(value or "").splitlines()))):
            reading = read_language(line[:_LONGEST])
            if reading.code:
                found.append(reading.code)
            elif reading.choices:
                wrong.append(
                    gettext("“%(typed)s” can be %(languages)s. Write one of these.")
                    % {"typed": line[:_LONGEST], "languages": listed(map(described, reading.choices))}
                )
            else:
                wrong.append(
                    gettext(
                        "No language is known here by “%(typed)s”. Try its English name or another spelling."
                    )
                    % {"typed": line[:_LONGEST]}
                )
        if wrong:
            raise ValidationError(wrong)
        return list(dict.fromkeys(found))


def described(code: str) -> str:
    """A language among others of nearly the same name: with its code of ISO 639-3, by which it is read back."""
    name, found = str(LANGUAGES.get(code, code)), languages().get(code)
    return name if found is None or name.endswith(f"({found.iso3})") else f"{name} ({found.iso3})"


def language_or_why(label: Any, **kwargs: Any) -> LanguageField:
    """One language, or that nobody asked for it or knows it; an empty answer says that nobody asked."""
    return LanguageField(label=label, unsaid=(Unsaid.NOT_ASKED, Unsaid.NOT_KNOWN), **kwargs)
