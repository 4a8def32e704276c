"""A flow goes one page at a time, can stop anywhere, and acts only on its last button."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.last_page import held

from palermo.kit.draft_store import Begun, Done, Draft, NoRoom
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


BEGINNING = UUID(int=7)


class Memory:
    """A draft store that keeps nothing longer than the test, one draft for each beginning."""

    def __init__(self, beginning: UUID | None = BEGINNING, shelf: dict[UUID, Draft] | None = None) -> None:
        self.shelf: dict[UUID, Draft] = {} if shelf is None else shelf
        self.is_named = beginning is not None
        self.beginning = beginning or uuid4()
        self.ended: dict[UUID, Done] = {}
        self.most = 50

    @property
    def draft(self) -> Draft:
        return self.shelf.get(self.beginning, {})

    def waiting(self) -> list[Begun]:
        return [
            Begun(
                beginning=one, words="A bed", since=timezone.now(), url=f"/{one}/flow/start/", throw_url="/t/"
            )
            for one in self.shelf
        ]

    def load(self) -> Draft:
        return self.draft

    def save(self, draft: Draft) -> None:
        if self.beginning not in self.shelf and len(self.shelf) >= self.most:
            raise NoRoom("No room for another.")
        self.shelf[self.beginning] = draft

    def done(self) -> Done | None:
        return self.ended.get(self.beginning)

    def claim(self) -> Done | None:
        return self.done()

    def finish(self, led_to: str) -> None:
        self.shelf.pop(self.beginning, None)
        self.ended[self.beginning] = Done(led_to=led_to, at=timezone.now())

    def shown(self) -> None:
        pass

    @property
    def throw_url(self) -> str:
        return "/throw/" if self.draft else ""

    @property
    def bound_to(self) -> str:
        return "somebody/flow"


class Flow:
    """The flow under test, driven like a browser without scripts."""

    def __init__(self, status: int = 200, store: Memory | None = None) -> None:
        self.store = store or Memory()
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
            url=lambda name: f"/{self.store.beginning}/flow/{name}/",
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
    return response.headers["Location"].removeprefix(f"/{BEGINNING}")


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
    assert f'href="/{BEGINNING}/flow/night/?change=1#id_since_day"' in page
    assert flow.done == []
    assert flow.press().status_code == 200
    assert flow.done == [
        {"need": {"needs": ["bed"]}, "night": {"since": PartialDate(2026)}, "note": {"note": "A cat too"}}
    ]
    assert flow.store.draft == {}
    assert where(flow.post("check", action="send")) == "/today/"
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
    assert flow.store.draft["note"] == {"note": ["x"]}, "what was typed too early is kept, and not answered"
    flow.post("need", needs=["care"])
    assert where(flow.get("check")) == "/flow/note/"


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
    assert f'href="/{BEGINNING}/flow/note/?change=1"' in answered().get("check").content.decode()


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
            steps=steps,
            store=Memory(),
            url=lambda name: f"/{beginning}/{name}/",
            pause_url="/",
            act="Go",
            finish=lambda *_: HttpResponse(),
        )

    beginning = BEGINNING

    need = Step(name="need", heading="Need", form=NeedForm)
    for wrong in ([need, need], [Step(name="check", heading="x", form=NeedForm)]):
        with pytest.raises(ValueError, match="name of its own"):
            flow(*wrong)
    with pytest.raises(ValueError, match="no files"):
        flow(Step(name="file", heading="x", form=Upload))
    beginning = uuid4()
    with pytest.raises(ValueError, match="names the beginning"):
        flow(need)


def test_an_address_without_a_beginning_begins_one_and_shows_those_that_wait() -> None:
    shelf: dict[UUID, Draft] = {}
    first, second = (Flow(store=Memory(None, shelf)) for _number in range(2))
    assert where(first.get("start")) == f"/{first.store.beginning}/flow/need/"
    assert where(first.post("need", needs=["care"])) == f"/{first.store.beginning}/flow/note/"
    page = second.get("start").content.decode()
    assert f'href="/{first.store.beginning}/flow/start/"' in page
    assert f'href="/{second.store.beginning}/flow/start/"' in page
    assert where(second.post("check", action="send")) == f"/{second.store.beginning}/flow/check/"
    assert (list(shelf), second.done) == ([first.store.beginning], [])


def test_what_comes_after_the_act_is_not_dropped_in_silence() -> None:
    flow = answered()
    flow.press()
    assert "This is done already" in flow.get("note").content.decode()
    assert "What you sent just now was not written anywhere" in flow.post("note", note="x").content.decode()
    assert (flow.store.shelf, len(flow.done)) == ({}, 1)


def test_one_draft_too_many_leaves_what_was_typed_on_its_page() -> None:
    flow = Flow()
    flow.store.most = 0
    for action in ("continue", "pause"):
        page = flow.post("need", needs=["bed"], action=action).content.decode()
        assert "No room for another." in page
        assert 'value="bed"' in page
    assert "No room for another." in flow.post("night", since_year="2026").content.decode()
    assert flow.store.shelf == {}


PEOPLE: tuple[list[tuple[str, dict[str, Any]]], ...] = (
    [("need", {"needs": ["bed"]}), ("night", {"since_year": "2025"}), ("note", {"note": "first"})],
    [("need", {"needs": ["bed", "care"]}), ("night", {"since_year": "2026"}), ("note", {"note": "second"})],
)


@settings(max_examples=25, deadline=None)
@given(st.permutations([0, 0, 0, 0, 1, 1, 1, 1]))
def test_however_two_tabs_take_turns_each_ends_with_its_own_answers(turns: list[int]) -> None:
    shelf: dict[UUID, Draft] = {}
    tabs = [Flow(store=Memory(UUID(int=number + 1), shelf)) for number in range(2)]
    left = [list(steps) for steps in PEOPLE]
    for who in turns:
        if left[who]:
            step, typed = left[who].pop(0)
            tabs[who].post(step, **typed)
        else:
            tabs[who].press()
    assert [tab.done for tab in tabs] == [
        [{"need": {"needs": ["bed"]}, "night": {"since": PartialDate(2025)}, "note": {"note": "first"}}],
        [
            {
                "need": {"needs": ["bed", "care"]},
                "night": {"since": PartialDate(2026)},
                "note": {"note": "second"},
            }
        ],
    ]
    assert shelf == {}
