"""A flow goes one page at a time, can stop anywhere, and acts only on its last button."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from tests.support.last_page import held

from palermo.kit.draft_store import Draft
from palermo.kit.fields import CodedMultipleChoiceField, PartialDateField, SafeFileField
from palermo.kit.files import FileKind
from palermo.kit.forms import KitForm
from palermo.kit.partial_date import PartialDate
from palermo.kit.wizard import Answers, Step, Wizard


class NeedForm(KitForm):
    """First page."""

    needs = CodedMultipleChoiceField(label="Needs", choices=[("bed", "A bed"), ("care", "Care")])


class NightForm(KitForm):
    """Asked only where a bed is needed."""

    since = PartialDateField(label="Since when")


class NoteForm(KitForm):
    """Last page; what it says depends on what was answered."""

    note = forms.CharField(label="Note", max_length=20)

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].help_text = hint


class Memory:
    """A draft store that keeps nothing longer than the test."""

    def __init__(self) -> None:
        self.draft: Draft = {}

    def load(self) -> Draft:
        return self.draft

    def save(self, draft: Draft) -> None:
        self.draft = draft

    def clear(self) -> None:
        self.draft = {}

    def shown(self) -> None:
        pass

    @property
    def bound_to(self) -> str:
        return "somebody/flow"


class Flow:
    """The flow under test, driven like a browser without scripts."""

    def __init__(self, status: int = 200) -> None:
        self.store = Memory()
        self.done: list[dict[str, Any]] = []
        self.status = status

    def _finish(self, request: HttpRequest, answers: Answers) -> HttpResponse:
        self.done.append({name: dict(values) for name, values in answers.items()})
        return HttpResponse("done", status=self.status)

    def _ask(self, request: HttpRequest, step: str) -> HttpResponse:
        wizard = Wizard(
            steps=[
                Step(name="need", heading="What does the person need?", form=NeedForm),
                Step(
                    name="night",
                    heading="Since when?",
                    form=NightForm,
                    when=lambda answers: "bed" in answers["need"]["needs"],
                ),
                Step(
                    name="note",
                    heading="Anything else?",
                    form=NoteForm,
                    arguments=lambda answers: {"hint": f"{len(answers['need']['needs'])} needs"},
                ),
            ],
            store=self.store,
            url=lambda name: f"/flow/{name}/",
            pause_url="/today/",
            act="Send to the night shelter",
            finish=self._finish,
        )
        with override_settings(TEMPLATES=TEMPLATES):
            return wizard.respond(request, step)

    def get(self, step: str, query: str = "") -> HttpResponse:
        return self._ask(RequestFactory().get(f"/flow/{step}/{query}"), step)

    def press(self) -> HttpResponse:
        """Look at the last page and press its button."""
        return self.post("check", action="send", **held(self.get("check").content.decode()))

    def post(self, step: str, query: str = "", **data: Any) -> HttpResponse:
        return self._ask(RequestFactory().post(f"/flow/{step}/{query}", data), step)


TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]


def where(response: HttpResponse) -> str:
    assert response.status_code == 302
    return response.headers["Location"]


def answered() -> Flow:
    flow = Flow()
    flow.post("need", needs=["bed"])
    flow.post("night", since_year="2026")
    flow.post("note", note="A cat too")
    return flow


def test_a_flow_leads_from_page_to_page_to_the_check_and_then_acts_once() -> None:
    flow = Flow()
    assert where(flow.get("start")) == "/flow/need/"
    assert where(flow.post("need", needs=["bed"])) == "/flow/night/"
    assert where(flow.post("night", since_year="2026")) == "/flow/note/"
    assert where(flow.post("note", note="A cat too")) == "/flow/check/"
    page = flow.get("check").content.decode()
    assert "Send to the night shelter" in page
    assert "A cat too" in page
    assert 'href="/flow/night/?change=1#id_since_day"' in page
    assert flow.done == []
    assert flow.press().status_code == 200
    assert flow.done == [
        {"need": {"needs": ["bed"]}, "night": {"since": PartialDate(2026)}, "note": {"note": "A cat too"}}
    ]
    assert flow.store.draft == {}
    assert where(flow.press()) == "/flow/need/"
    assert len(flow.done) == 1


def test_a_page_that_does_not_apply_is_not_asked() -> None:
    flow = Flow()
    assert where(flow.post("need", needs=["care"])) == "/flow/note/"
    assert where(flow.get("night")) == "/flow/note/"
    page = flow.get("note").content.decode()
    assert "Step 2 of 2" in page


def test_a_changed_answer_takes_away_what_hung_on_it() -> None:
    flow = answered()
    assert where(flow.post("need", "?change=1", needs=["care"])) == "/flow/check/"
    flow.press()
    assert list(flow.done[0]) == ["need", "note"]


def test_a_changed_answer_that_asks_for_more_leads_there() -> None:
    flow = Flow()
    flow.post("need", needs=["care"])
    flow.post("note", note="x")
    assert where(flow.post("need", "?change=1", needs=["bed"])) == "/flow/night/"


def test_nobody_skips_ahead() -> None:
    flow = Flow()
    for step in ("night", "note", "check"):
        assert where(flow.get(step)) == "/flow/need/"
        assert where(flow.post(step, action="send", note="x")) == "/flow/need/"
    assert flow.done == []


def test_pausing_keeps_what_was_typed_even_where_it_is_wrong() -> None:
    flow = Flow()
    flow.post("need", needs=["bed"])
    assert where(flow.post("night", action="pause", since_day="31", since_month="2")) == "/today/"
    page = flow.get("night").content.decode()
    assert 'value="31"' in page
    assert "error-summary" not in page
    assert where(flow.get("start")) == "/flow/night/"


def test_a_page_left_by_pausing_is_not_answered_though_its_answers_could_stand() -> None:
    flow = Flow()
    flow.post("need", needs=["care"])
    flow.post("note", action="pause", note="Half a")
    assert where(flow.get("start")) == "/flow/note/"
    assert where(flow.get("check")) == "/flow/note/"
    assert where(flow.post("need", "?change=1", needs=["care"])) == "/flow/note/"
    assert where(flow.post("note", note="All of it")) == "/flow/check/"


def test_the_check_leads_back_to_the_last_page() -> None:
    assert 'href="/flow/note/?change=1"' in answered().get("check").content.decode()


def test_going_back_keeps_what_was_typed() -> None:
    flow = Flow()
    flow.post("need", needs=["care"])
    assert where(flow.post("note", action="back", note="half a")) == "/flow/need/"
    assert 'value="half a"' in flow.get("note").content.decode()
    assert 'value="care"' in flow.get("need").content.decode()


def test_a_wrong_answer_stays_on_its_page_and_is_not_kept_as_an_answer() -> None:
    flow = Flow()
    page = flow.post("need", needs=[])
    assert page.status_code == 200
    assert "error-summary" in page.content.decode()
    assert flow.store.draft == {}


def test_only_inputs_of_the_page_enter_the_draft() -> None:
    flow = Flow()
    flow.post("need", needs=["bed"], csrfmiddlewaretoken="t", action="pause", other="x", night="y")
    assert flow.store.draft["need"] == {"needs": ["bed"]}
    assert not {"csrfmiddlewaretoken", "action", "other", "night"} & {
        name for typed in flow.store.draft.values() for name in typed
    }
    flow.post("need", needs=["bed"], other="x")
    assert flow.store.draft == {"need": {"needs": ["bed"]}}


def test_a_draft_somebody_spoiled_is_asked_again() -> None:
    flow = answered()
    flow.store.draft["need"]["needs"] = ["nothing like it"]
    assert where(flow.get("check")) == "/flow/need/"


def test_what_fails_at_the_end_keeps_the_draft() -> None:
    flow = answered()
    flow.status = 409
    assert flow.press().status_code == 409
    assert flow.store.draft != {}


def test_pausing_at_the_check_does_nothing_else() -> None:
    flow = answered()
    assert where(flow.post("check", action="pause")) == "/today/"
    assert where(flow.post("check")) == "/today/"
    assert flow.done == []


def test_a_step_that_is_none_is_not_found() -> None:
    with pytest.raises(Http404):
        Flow().get("elsewhere")


def test_a_flow_refuses_names_it_needs_itself_and_files() -> None:
    class Upload(KitForm):
        file = SafeFileField(kinds=[FileKind.PDF])

    def flow(*steps: Step) -> Wizard:
        return Wizard(
            steps=steps, store=Memory(), url=str, pause_url="/", act="Go", finish=lambda *_: HttpResponse()
        )

    need = Step(name="need", heading="Need", form=NeedForm)
    for wrong in ([need, need], [Step(name="check", heading="x", form=NeedForm)]):
        with pytest.raises(ValueError, match="name of its own"):
            flow(*wrong)
    with pytest.raises(ValueError, match="no files"):
        flow(Step(name="file", heading="x", form=Upload))
