"""A flow of pages, one thing on each, that needs no script and can stop at any time.

What was typed is kept as typed, step by step, in a draft store the caller gives: the kit knows no table, and
a draft can hold an identity, so the caller seals it. Files do not fit into a draft; ask for them outside.

Each time a flow is begun it has a draft of its own, whose id stands in the address of every step: two tabs are two
drafts. An address without it begins one, or shows those that wait.

The order of one answer: keep what was typed, then judge it, then go on. The last page shows all answers;
only its button lets anything happen, through `finish`, and once for each beginning.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from urllib.parse import urlencode

from django.forms import FileField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from palermo.kit.answers import facts_of
from palermo.kit.choices import Text
from palermo.kit.components import Section
from palermo.kit.draft_store import Begun, Done, Draft, DraftStore, NoRoom
from palermo.kit.forms import KitForm
from palermo.kit.shown import FIELD, Changed, Parts, differing, digests
from palermo.kit.typed import ANSWER, UNANSWERED, initial_of, kept, parts_of, typed_on

Answers: TypeAlias = Mapping[str, Mapping[str, Any]]
CHECK = "check"
START = "start"
_CHANGED: Final = "changed"
QUESTION: Final = _("Question")
CHECKANSWERS: Final = _("Check your answers")


def _always(answers: Answers) -> bool:  # noqa: ARG001 (the shape of a condition)
    return True


def _nothing(answers: Answers) -> dict[str, Any]:  # noqa: ARG001 (the shape of arguments)
    return {}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page: `name` stands in the address, `heading` is the question, `title` the neutral window title.

    `when` says from the answers so far whether the page is asked at all; `arguments` gives its form what it
    needs from them.
    """

    name: str
    heading: Text
    form: type[KitForm]
    title: Text = QUESTION
    lead: Text = ""
    template: str = "kit/wizard_step.html"
    when: Callable[[Answers], bool] = _always
    arguments: Callable[[Answers], dict[str, Any]] = _nothing


@dataclass(frozen=True)
class _Progress:
    """The steps reached in order, the forms and answers of those that stand, and the first one missing."""

    path: list[Step]
    forms: dict[str, KitForm]
    answers: dict[str, Mapping[str, Any]]
    missing: Step | None


@dataclass(frozen=True, kw_only=True)
class Wizard:
    """A flow. `url` gives the address of a step by name ("check" for the last page), with the id of the store's
    beginning in it; `act` names the button that does it; `finish` does it, with the cleaned answers by step, and
    answers the request. `check_sections` shows something else than the answers on the last page: what they amount to;
    `check_context` gives its template more, from the answers. What the last page showed is what its button does: the
    answers are compared here, and `shows` gives what else was shown, by name, for `finish` to compare under its locks
    (`kit.shown`), which raises Changed where that differs. Then the page is shown anew, with what changed in the words
    of `labels`."""

    steps: Sequence[Step]
    store: DraftStore
    url: Callable[[str], str]
    pause_url: str
    act: Text
    finish: Callable[[HttpRequest, Answers], HttpResponse]
    check_heading: Text = CHECKANSWERS
    check_lead: Text = ""
    check_template: str = "kit/check_answers.html"
    check_sections: Callable[[Answers], list[Section]] | None = None
    check_context: Callable[[Answers], Mapping[str, Any]] = _nothing
    context: Mapping[str, Any] = field(default_factory=dict)
    shows: Callable[[Answers], Parts] = _nothing
    labels: Mapping[str, Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = [step.name for step in self.steps]
        if len({*names, CHECK, START}) != len(names) + 2:
            raise ValueError("each step needs a name of its own, other than check and start")
        if any(
            isinstance(entry, FileField) for step in self.steps for entry in step.form.base_fields.values()
        ):
            raise ValueError("a draft holds no files")
        if str(self.store.beginning) not in self.url(START):
            raise ValueError("the address of a step names the beginning it belongs to")

    def respond(self, request: HttpRequest, name: str) -> HttpResponse:
        """Answer the request for the step `name`; "start" goes to the first page not yet answered.

        Raises Http404 for a name that is no step.
        """
        step = next((step for step in self.steps if step.name == name), None)
        if step is None and name not in {START, CHECK}:
            raise Http404
        if not self.store.is_named and (step is None or request.method != "POST"):
            begun = self.store.waiting() if request.method != "POST" else ()
            if begun:
                return self._choose(request, begun)
            if name != START:
                return HttpResponseRedirect(self.url(name))
        if (done := self.store.done()) is not None:
            return self._done(request, name, done)
        draft = self.store.load()
        progress = self._progress(draft)
        if name == START:
            return self._to(progress.missing)
        if step is None:
            return self._check(request, progress)
        if step not in progress.path:
            return self._not_yet(request, step, draft, progress)
        if request.method == "POST":
            return self._answer(request, step, draft, progress)
        typed = draft.get(step.name, {})
        if typed:
            self.store.shown()
        form = step.form(initial=initial_of(step.form, typed), **step.arguments(progress.answers))
        return self._page(request, step, form, progress)

    def _choose(self, request: HttpRequest, begun: Sequence[Begun]) -> HttpResponse:
        """What was begun and waits, to go on with one of them, or to begin another."""
        context = {"begun": begun, "another_url": self.url(START)}
        return render(request, "kit/begun.html", {**self.context, **context})

    def _done(self, request: HttpRequest, name: str, done: Done) -> HttpResponse:
        """The act of this beginning was done: sent again it leads there; what else was sent is said to be too late."""
        sent = request.method == "POST"
        if sent and name == CHECK:
            return HttpResponseRedirect(done.led_to)
        return render(request, "kit/done_already.html", {**self.context, "done": done, "too_late": sent})

    def _not_yet(self, request: HttpRequest, step: Step, draft: Draft, progress: _Progress) -> HttpResponse:
        """A page that is not asked now, as answers before it are missing or changed: what was typed there is kept."""
        if request.method == "POST" and (typed := typed_on(step.form, request)):
            try:
                self.store.save(kept(draft, step.name, typed, answered=False))
            except NoRoom as full:
                missing = progress.path[-1]
                form = missing.form(MultiValueDict(), **missing.arguments(progress.answers))
                return self._full(request, missing, form, progress, full)
        return self._to(progress.missing)

    def _answer(self, request: HttpRequest, step: Step, draft: Draft, progress: _Progress) -> HttpResponse:
        typed = typed_on(step.form, request)
        action = request.POST.get("action", "continue")
        form = step.form(MultiValueDict(typed), **step.arguments(progress.answers))
        stops = action in {"pause", "back"}
        if not stops and not form.is_valid():
            return self._page(request, step, form, progress)
        # Where somebody stops it is kept as typed, but not answered: nobody said so yet.
        draft = kept(draft, step.name, typed, answered=not stops)
        try:
            self.store.save(draft)
        except NoRoom as full:
            return self._full(request, step, form, progress, full)
        if stops:
            position = progress.path.index(step)
            back = action == "back" and position > 0
            return HttpResponseRedirect(
                self.url(progress.path[position - 1].name) if back else self.pause_url
            )
        progress = self._progress(draft)
        following = progress.path[progress.path.index(step) + 1 :]
        if "change" in request.GET or not following:
            return self._to(progress.missing)
        return self._to(following[0])

    def _check(self, request: HttpRequest, progress: _Progress) -> HttpResponse:
        if progress.missing is not None:
            return self._to(progress.missing)
        if request.method == "POST":
            if request.POST.get("action") != "send":
                return HttpResponseRedirect(self.pause_url)
            was = request.POST.get(FIELD, "")
            if changed := differing(
                was, parts_of(progress.forms), bound_to=self.store.bound_to, prefix=ANSWER
            ):
                return self._anew(changed)
            if (done := self.store.claim()) is not None:
                return HttpResponseRedirect(done.led_to)
            try:
                response = self.finish(request, progress.answers)
            except Changed as now:
                return self._anew(now.names)
            if response.status_code < 400:
                self.store.finish(response.headers.get("Location", self.pause_url))
            return response
        self.store.shown()
        sections = (
            self.check_sections(progress.answers)
            if self.check_sections
            else [
                Section(
                    step.heading,
                    facts_of(progress.forms[step.name], change_url=f"{self.url(step.name)}?change=1"),
                )
                for step in progress.path
            ]
        )
        context = {
            "heading": self.check_heading,
            "lead": self.check_lead,
            "sections": sections,
            "answers": progress.answers,
            "act": self.act,
            "pausable": True,
            "back_url": f"{self.url(progress.path[-1].name)}?change=1",
            "shown": digests(
                {**parts_of(progress.forms), **self.shows(progress.answers)}, bound_to=self.store.bound_to
            ),
            "changed": self._changed(request, progress),
            "throw_url": self.store.throw_url,
        }
        more = self.check_context(progress.answers)
        return render(request, self.check_template, {**self.context, **more, **context})

    def _anew(self, changed: Sequence[str]) -> HttpResponse:
        """To the last page again, as it is now."""
        return HttpResponseRedirect(f"{self.url(CHECK)}?{urlencode({_CHANGED: changed}, doseq=True)}")

    def _changed(self, request: HttpRequest, progress: _Progress) -> list[str]:
        """What changed since the page was shown, in words; of an answer that is not asked any more the flow's own."""
        asked = {
            f"{ANSWER}{step}.{entry.name}": str(entry.label)
            for step, form in progress.forms.items()
            for entry in form
        }
        labels = {**asked, **{name: str(label) for name, label in self.labels.items()}}
        names = request.GET.getlist(_CHANGED)
        return list(dict.fromkeys(labels.get(name, str(self.check_heading)) for name in names))

    def _full(
        self, request: HttpRequest, step: Step, form: KitForm, progress: _Progress, full: NoRoom
    ) -> HttpResponse:
        """The page again with what was typed on it, which nothing keeps until the reader has made room."""
        form.add_error(None, str(full))
        return self._page(request, step, form, progress)

    def _page(self, request: HttpRequest, step: Step, form: KitForm, progress: _Progress) -> HttpResponse:
        number = progress.path.index(step) + 1
        rest = self.steps[self.steps.index(progress.path[-1]) + 1 :]
        # How many pages are still to come is said only when no answer can change it.
        count = len(progress.path) + len(rest) if all(later.when is _always for later in rest) else None
        context = {
            "form": form,
            "heading": step.heading,
            "lead": step.lead,
            "wizard_title": step.title,
            "step_number": number,
            "step_count": count,
            "steps_passed": [step <= number for step in range(1, count + 1)] if count else [],
            "has_back": number > 1,
            "answers": progress.answers,
            "throw_url": self.store.throw_url,
        }
        return render(request, step.template, {**self.context, **context})

    def _progress(self, draft: Draft) -> _Progress:
        path: list[Step] = []
        forms: dict[str, KitForm] = {}
        answers: dict[str, Mapping[str, Any]] = {}
        for step in self.steps:
            if not step.when(answers):
                continue
            path.append(step)
            form = step.form(MultiValueDict(draft.get(step.name, {})), **step.arguments(answers))
            stopped_at = step.name in draft.get(UNANSWERED, {})
            if stopped_at or step.name not in draft or not form.is_valid():
                return _Progress(path, forms, answers, step)
            forms[step.name], answers[step.name] = form, form.cleaned_data
        return _Progress(path, forms, answers, None)

    def _to(self, step: Step | None) -> HttpResponse:
        return HttpResponseRedirect(self.url(CHECK if step is None else step.name))
