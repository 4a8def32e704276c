"""Sample pages made with the kit, rendered without a database: looked at by people, checked by axe."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from django.utils import translation

import palermo
from palermo.kit.answers import facts_of
from palermo.kit.components import Column, Confirmation, Fact, Moment, Section, State, Table, Tone
from palermo.kit.fields import CodedChoiceField, CodedMultipleChoiceField, PartialDateField, SafeFileField
from palermo.kit.files import FileKind
from palermo.kit.forms import FilterForm, KitForm
from palermo.kit.layout import (
    Bar,
    Footer,
    Language,
    Link,
    Lock,
    Office,
    Place,
    PlaceKind,
    Rail,
    RailEntry,
)
from palermo.kit.partial_date import PartialDate

KIT_STATIC = Path(palermo.__file__).parent / "kit" / "static" / "kit"


class SampleForm(KitForm):
    """One of each kind of question."""

    code = forms.CharField(
        label="Code", max_length=20, help_text="What your office calls the person. No name."
    )
    born = PartialDateField(
        label="When was the person born?",
        help_text="Leave out what is not known.",
        latest=date(2026, 11, 23),
    )
    speaks = CodedChoiceField(
        label="Which language does the person speak best?",
        choices=[("aa", "Aamish"), ("bb", "Bebbish")],
        hints={"aa": "Spoken in the north of Xanadria"},
    )
    needs = CodedMultipleChoiceField(
        label="What does the person need now?",
        choices=[("bed", "A safe bed"), ("doctor", "A doctor"), ("lawyer", "Legal advice")],
        help_text="Choose all that apply.",
    )
    country = forms.ChoiceField(
        label="Country", choices=[("", "Choose"), ("XA", "Xanadria"), ("XB", "Xebec")]
    )
    note = forms.CharField(label="Anything else", required=False, widget=forms.Textarea)
    letter = SafeFileField(
        label="Letter",
        required=False,
        kinds=[FileKind.PDF, FileKind.PNG],
        help_text="PDF or PNG, at most 1 MB.",
    )
    explained = forms.BooleanField(label="The rights card was explained in a language the person understands")


class SampleFilters(FilterForm):
    """Filters of the sample list."""

    state = forms.ChoiceField(label="State", choices=[("", "Any"), ("open", "Open")])
    country = forms.ChoiceField(label="Country", choices=[("", "Any"), ("XA", "Xanadria")])


VALID = {
    "code": "N-0417",
    "born_day": "",
    "born_month": "11",
    "born_year": "2008",
    "speaks": "not_asked",
    "needs": ["bed", "doctor"],
    "country": "XA",
    "explained": "on",
}
WRONG = {**VALID, "code": "", "born_day": "31", "speaks": "", "needs": ["bed", "not_known"], "explained": ""}


def bar() -> Bar:
    """The bar of a caseworker with two offices."""
    return Bar(
        navigation=(
            Place(label="Today", url="#today", icon="today", kind=PlaceKind.DAY),
            Place(
                label="Protection", url="#protection", icon="protection", kind=PlaceKind.PILLAR, current=True
            ),
            Place(label="Services", url="#services", icon="services"),
        ),
        office="Night Shelter Arbora",
        offices=(Office("1", "Night Shelter Arbora", current=True), Office("2", "Legal Aid Xanadria")),
        switch_url="#switch",
        account=Link("Mira Olden", "#account"),
        sign_out_url="#out",
        lock=Lock(minutes=10, url="/lock.html"),
    )


def wide_bar(count: int = 9) -> Bar:
    """The bar of a role with so many places, a search, a guide and things that wait."""
    names = ("Prosecution", "Prevention", "Partnership")
    pillars = tuple(
        Place(label=name, url=f"#{name}", icon=name.lower(), kind=PlaceKind.PILLAR) for name in names
    )
    rooms = tuple(
        Place(label=name, url=f"#{name}", icon=icon, current=name == "Evidence")
        for name, icon in (
            *(("Services", "services"), ("Evidence", "evidence")),
            *(("Office", "office"), ("States", "states")),
        )
    )
    some = (*bar().navigation[:2], *pillars, *rooms)[:count]
    return replace(bar(), navigation=some, search_url="#find", guide=Link("Guide", "#guide"), waiting=7)


def rail(current: str = "Cases") -> tuple[Rail, ...]:
    """The sections of a room, then views that somebody kept."""
    counts = {"Cases": None, "Enquiries": 4, "Decisions": 12, "Complaints": None, "Routes and gaps": None}
    return (
        Rail(
            "Protection",
            tuple(
                RailEntry(label, f"#{label}", current=label == current, count=count)
                for label, count in counts.items()
            ),
        ),
        Rail("Views kept", (RailEntry("Tonight", "#tonight", count=2), RailEntry("Children", "#children"))),
    )


def footer() -> Footer:
    """A footer with two languages."""
    return Footer(
        links=(Link("Help", "#help"), Link("What is kept", "#kept")),
        languages=(Language("en-gb", "English", current=True), Language("ar", "العربية")),
        language_url="#language",
    )


# The pages' own surroundings, not those the web room gives to a reader.
ENGINE = DjangoTemplates(
    {
        "NAME": "gallery",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
)


def request(path: str = "/sample/") -> HttpRequest:
    return RequestFactory().get(path)


def _render(name: str, context: dict[str, Any], request: HttpRequest) -> str:
    return str(ENGINE.get_template(name).render(context, request))


def _page(body: str, *, path: str = "/sample/", **context: Any) -> str:
    source = '{% extends "kit/base.html" %}{% load i18n kit %}' + body
    surroundings = {
        "bar": bar(),
        "footer": footer(),
        "rail": rail(),
        "demo": True,
        "trail": [Link("Today", "#today"), Link("Cases", "#cases")],
    }
    template = ENGINE.from_string(source)
    return str(template.render({**surroundings, **context}, request(path)))


def page_with(bar: Bar, rail: tuple[Rail, ...] = ()) -> str:
    """An empty page with this bar and rail."""
    return _page(EMPTY, bar=bar, rail=rail, trail=[])


EMPTY = "{% block title %}Page{% endblock %}{% block heading %}Page{% endblock %}"
FORM = """{% block title %}New case{% endblock %}{% block heading %}Open a case{% endblock %}
{% block content %}<p class="lead">Everything here may be left unknown. You can stop at any time.</p>
<form method="post" novalidate enctype="multipart/form-data">{{ form }}
<p class="acts"><button class="button">Open the case</button>
<button class="button button-quiet" name="action" value="pause">Save and come back later</button></p></form>
{% endblock %}"""


def form_page() -> str:
    """A form nobody has touched."""
    return _page(FORM, form=SampleForm())


def wrong_form_page() -> str:
    """The same form with five things to put right."""
    return _page(FORM, form=SampleForm(WRONG))


LIST = """{% block title %}Enquiries{% endblock %}{% block heading %}Enquiries{% endblock %}
{% block primary %}<a class="button" href="#new">New enquiry</a>{% endblock %}
{% block content %}{% include "kit/filters.html" %}{% include "kit/table.html" %}{% endblock %}
{% block quiet %}<ul class="quiet-links"><li><a href="#a">How enquiries work</a></li>
<li><a href="#b">Whom you may ask</a></li></ul>{% endblock %}"""

COLUMNS = (Column("Code"), Column("To"), Column("State"), Column("Age", figures=True))


def list_page() -> str:
    """A list with rows, filters and a next page."""
    rows = [
        [
            Link("7F3K-22", "#1"),
            "Night Shelter Arbora",
            State("Waiting for an answer", Tone.ATTENTION),
            "3 days",
        ],
        [Link("9QX1-08", "#2"), "Legal Aid Xanadria", State("Accepted in principle", Tone.DONE), "5 hours"],
        [Link("B2M4-51", "#3"), "Harbour Clinic", State("Draft"), "40 minutes"],
        [Link("C0D9-77", "#4"), None, State("Withdrawn", Tone.DANGER), "12 days"],
    ]
    table = Table(
        caption="Sent by your office",
        columns=COLUMNS,
        rows=rows,
        empty="",
        next_key="C0D9-77",
        note="Newest trouble first.",
    )
    return _page(LIST, path="/sample/?state=open", table=table, filters=SampleFilters({"state": "open"}))


def empty_list_page() -> str:
    """A list with nothing in it."""
    table = Table(
        caption="Sent by your office",
        columns=COLUMNS,
        rows=[],
        empty="Enquiries your office sends stand here. An enquiry asks for help without a name.",
        empty_action=Link("Write the first enquiry", "#new"),
    )
    return _page(LIST, table=table, filters=SampleFilters({}))


CASE = """{% block title %}Case N-0417{% endblock %}{% block heading %}N-0417{% endblock %}
{% block primary %}<a class="button" href="#enquire">Ask another office</a>{% endblock %}
{% block content %}
{% notice "danger" "Who may be told what" %}<p>Do not call after 18:00. Leave no message.</p>
{% endnotice %}
{% notice "attention" %}<p>The agreement with Harbour Clinic ends in 6 days.</p>{% endnotice %}
{% notice "done" %}<p>The Night Shelter accepted in principle.</p>{% endnotice %}
{% notice %}<p>Assistance never depends on cooperation with police.</p>{% endnotice %}
<h2>Now</h2>{% include "kit/summary_list.html" %}
<h2>History</h2>{% include "kit/timeline.html" %}
{% fold "Identity" %}<p>Nothing is recorded.</p>{% endfold %}
{% fold "Needs" %}<p>A safe bed, a doctor.</p>{% endfold %}
<p><button type="button" class="button button-quiet" data-print hidden>Print this page</button></p>
{% endblock %}"""


def case_page() -> str:
    """Notices, a summary, the history, folds."""
    facts = [
        Fact("State", State("In assistance", Tone.SEA)),
        Fact("Born", PartialDate(2008, 11), Link("when the person was born", "#born")),
        Fact("Needs", ["A safe bed", "A doctor"], Link("the needs", "#needs")),
        Fact("Language", None, Link("the language", "#language")),
    ]
    moments = [
        Moment(
            when=datetime(2026, 11, 23, 2, 5, tzinfo=UTC),
            what="Accepted in principle",
            who="Night Shelter Arbora",
            state=State("New", Tone.SEA),
        ),
        Moment(when=date(2026, 11, 22), what="Enquiry sent", who="Mira Olden", where=Link("Enquiry", "#e")),
        Moment(when=PartialDate(2026), what="First met", detail="By the outreach team, at their own wish."),
    ]
    return _page(CASE, facts=facts, moments=moments)


def check_page() -> str:
    """Check your answers before something leaves."""
    form = SampleForm(VALID)
    sections = [
        Section(
            "What goes",
            facts_of(form, change_url="#", leave_out=["note", "letter"]),
            "Exactly this, no more.",
        ),
        Section("What stays", [Fact("The name", "Stays in your office")]),
    ]
    context = {
        "sections": sections,
        "act": "Send enquiry to the Night Shelter",
        "pausable": True,
        "bar": bar(),
        "footer": footer(),
        "demo": True,
        "heading": "Check what leaves your office",
    }
    return _render("kit/check_answers.html", context, request())


def leaves_page() -> str:
    """Check what leaves and what stays, on two leaves; the places are nine."""
    sections = [
        Section(
            "Goes to the Night Shelter",
            [Fact("Name", "Amina", Link("the name", "#name")), Fact("Age", "18 to 25")],
        ),
        Section("Stays with you", [Fact("Nationality", "Not needed for a bed")], stays=True),
    ]
    context = {
        "sections": sections,
        "act": "Send the name to the Night Shelter",
        "bar": wide_bar(),
        "rail": rail(),
    }
    return _render("kit/check_answers.html", {**context, "footer": footer(), "demo": True}, request())


def step_page() -> str:
    """One step of a flow."""
    context = {
        "form": StepForm(),
        "heading": "What does the person agree to?",
        "wizard_title": "Question",
        "lead": "Read it to the person in their language.",
        "step_number": 2,
        "step_count": 4,
        "steps_passed": [True, True, False, False],
        "has_back": True,
        "bar": bar(),
        "footer": footer(),
        "demo": True,
    }
    return _render("kit/wizard_step.html", context, request())


class StepForm(KitForm):
    """One question."""

    agrees = CodedChoiceField(
        label="Does the person say yes to the Night Shelter?",
        choices=[("yes", "Yes"), ("no", "No")],
        unsaid=(),
    )


def confirmation_page() -> str:
    """What happened and what comes."""
    confirmation = Confirmation(
        happened="The enquiry is on its way",
        reference="7F3K-22",
        next_steps=["The Night Shelter reads it without a name.", "It accepts in principle or declines."],
        by="An answer is due by 24 Nov 2026, 02:00 UTC.",
        call="Night desk of Arbora, extension 12.",
    )
    context = {"confirmation": confirmation, "bar": bar(), "footer": footer(), "demo": True}
    return _render("kit/confirmation_page.html", context, request())


def public_page() -> str:
    """A page where a victim may look."""
    body = "{% block title %}Start{% endblock %}{% block heading %}If you need help{% endblock %}"
    return _page(body, bar=Bar(sign_in_url="#in"), rail=(), trail=[], may_leave=True, leave_url="/lock.html")


LONG = "x" * 400
"""A word that nothing parts: a link, or a script without spaces."""


def long_page() -> str:
    """A word of 400 letters wherever words of a person or a name may stand."""
    facts = [
        Fact(LONG, LONG, Link("it", "#it")),
        Fact("Needs", [LONG, State("Waits for an answer", Tone.SEA)]),
    ]
    moments = [Moment(when=date(2026, 11, 22), what=LONG, who=LONG, detail=LONG, state=State("New"))]
    table = Table(
        caption=LONG,
        columns=[Column("Code"), Column("To"), Column("State")],
        rows=[[Link(LONG, "#1"), [LONG, LONG], State("Waits for an answer", Tone.ATTENTION)]],
        empty="",
    )
    sections = [Section(LONG, facts, LONG), Section(LONG, facts, stays=True)]
    body = CASE.replace("{% block content %}", LONG_PARTS)
    return _page(
        body,
        facts=facts,
        moments=moments,
        table=table,
        sections=sections,
        long=LONG,
        bar=replace(bar(), office=LONG),
        trail=[Link(LONG, "#up")],
        rail=(Rail(LONG, (RailEntry(LONG, "#a", current=True, count=3), RailEntry("Next", "#b"))),),
    )


LONG_PARTS = """{% block content %}<h2>{{ long }}</h2><p class="lead">{{ long }}</p>
{% include "kit/table.html" %}{% notice "attention" long %}<p>{{ long }}</p>{% endnotice %}
<div class="leaves">{% for section in sections %}<section{% if section.stays %} class="stays"{% endif %}>
<h2>{{ section.heading }}</h2>{% include "kit/summary_list.html" with facts=section.facts %}</section>{% endfor %}</div>
<div class="columns"><div>{% include "kit/timeline.html" %}</div>
<section class="aside"><h2>{{ long }}</h2>{% include "kit/summary_list.html" %}</section></div>
<ul class="needs"><li><div class="what"><h3>{{ long }}</h3><small>{{ long }}</small></div></li></ul>
<ul class="item-list"><li><h3>{{ long }}</h3><p>{{ long }}</p></li></ul>{% fold long %}<p>{{ long }}</p>{% endfold %}
<p class="acts"><a class="button" href="#a">{{ long }}</a></p>"""

PAGES: dict[str, Callable[[], str]] = {
    "form": form_page,
    "wrong-form": wrong_form_page,
    "list": list_page,
    "empty-list": empty_list_page,
    "case": case_page,
    "check": check_page,
    "leaves": leaves_page,
    "step": step_page,
    "long": long_page,
    "confirmation": confirmation_page,
    "public": public_page,
}


def render(name: str, language: str = "en-gb") -> str:
    """The page `name` in a language."""
    with translation.override(language):
        return PAGES[name]()
