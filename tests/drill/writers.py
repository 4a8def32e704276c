"""Colleagues who write without pause through real requests, and the list of everything that was acknowledged."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from tests.drill.visitor import NoAnswer, Visitor
from tests.support.last_page import held

_ID = r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
PAUSE_SECONDS = 0.02
UNAVAILABLE = 503


@dataclass(frozen=True)
class Write:
    """One write: what it was, its key for looking it up, when its request began and was answered."""

    kind: str
    key: tuple[str, ...]
    began: float
    ended: float


class Log:
    """What was acknowledged, and what was sent and not acknowledged; shared by all writers.

    Of a write without an acknowledgement nobody knows: its commit may have been the last thing that happened.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.acknowledged: list[Write] = []
        self.unsure: list[Write] = []
        self.unavailable = 0
        self.odd: list[str] = []

    def keep(self, write: Write, *, acknowledged: bool) -> None:
        """Keep a write."""
        with self._lock:
            (self.acknowledged if acknowledged else self.unsure).append(write)

    def of(self, kind: str, *, since: float = 0.0) -> list[Write]:
        """Acknowledged writes of a kind whose request began after `since`."""
        with self._lock:
            return [write for write in self.acknowledged if write.kind == kind and write.began > since]

    def note_odd(self, what: str) -> None:
        """An answer that is neither an acknowledgement nor the calm page of a missing database."""
        with self._lock:
            self.odd.append(what)


class Writer(threading.Thread):
    """One colleague at one browser: repeats `act` until told to stop, whatever happens to the server."""

    def __init__(self, visitor: Visitor, log: Log, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.visitor, self.log, self.stop_asked = visitor, log, stop

    def run(self) -> None:
        """Write, and write again."""
        while not self.stop_asked.wait(PAUSE_SECONDS):
            try:
                self.act()
            except NoAnswer:
                self.stop_asked.wait(PAUSE_SECONDS * 5)
            except Exception as error:  # noqa: BLE001 - a writer that ended silently would prove nothing
                self.log.note_odd(f"{type(self).__name__}: {type(error).__name__} {error}")
                self.stop_asked.wait(1)

    def act(self) -> None:
        """One round of work."""
        raise NotImplementedError

    def send(
        self, path: str, fields: dict[str, str], *, done: str, kind: str = "", key: tuple[str, ...] = ()
    ) -> str | None:
        """Send a form; where it leads when `done` is in that address, else None.

        With a `kind` the write is logged: acknowledged, or unanswered when no answer came. A key may be found in
        the address it leads to: the groups of `done`, a pattern, are added to it.
        """
        began = time.monotonic()
        try:
            answer = self.visitor.post(path, **fields)
        except NoAnswer:
            if kind:
                self.log.keep(Write(kind, key, began, time.monotonic()), acknowledged=False)
            raise
        found = re.search(done, answer.leads_to) if answer.status < 400 else None
        if found:
            if kind:
                self.log.keep(
                    Write(kind, (*key, *found.groups()), began, time.monotonic()), acknowledged=True
                )
            return answer.leads_to
        if answer.status == UNAVAILABLE:
            if kind:
                self.log.keep(Write(kind, key, began, time.monotonic()), acknowledged=False)
            self.log.unavailable += 1
            self.stop_asked.wait(PAUSE_SECONDS * 5)
        elif answer.status != 403:
            self.log.note_odd(f"{path}: {answer.status} {answer.leads_to}")
        return None

    def open_case(self) -> str:
        """A case of one's own, by code alone; its id."""
        while not self.stop_asked.is_set():
            try:
                here = self.visitor.begin("/protection/open/")
                to = self.send(here, {}, kind="case", done=rf"/cases/{_ID}/\?done=opened")
            except NoAnswer:
                continue
            if to and (found := re.search(_ID, to)):
                return found[1]
        return ""


class Helper(Writer):
    """Records help given, each with a number of its own, and a sealed note that repeats the number."""

    def __init__(self, visitor: Visitor, log: Log, stop: threading.Event) -> None:
        super().__init__(visitor, log, stop)
        self._case, self._numbers = "", count(1)

    def act(self) -> None:
        """Help of one kind, in a new case after two hundred."""
        number = next(self._numbers) % 200 + 1
        if not self._case or number == 1:
            self._case = self.open_case()
        fields = {
            "kind": "material",
            "given_on_day": "",
            "given_on_month": "",
            "given_on_year": "2026",
            "units": str(number),
            "note": f"note {number} of {self._case}",
        }
        path = f"/protection/cases/{self._case}/assistance/add/"
        self.send(path, fields, kind="assistance", key=(self._case, str(number)), done="done=assistance")


class Needer(Writer):
    """Records needs; a case gets fifty."""

    def __init__(self, visitor: Visitor, log: Log, stop: threading.Event) -> None:
        super().__init__(visitor, log, stop)
        self._case, self._numbers = "", count()

    def act(self) -> None:
        """One more need."""
        if next(self._numbers) % 50 == 0 or not self._case:
            self._case = self.open_case()
        fields = {"kind": "health", "urgency": "weeks", "wanted_by_person": "yes"}
        path = f"/protection/cases/{self._case}/needs/add/"
        self.send(path, fields, kind="need", key=(self._case,), done="done=need")


class Asker(Writer):
    """Sends enquiries to the other office, through all pages of the flow, each for a need of its own."""

    def __init__(self, visitor: Visitor, log: Log, stop: threading.Event, *, recipient: str) -> None:
        super().__init__(visitor, log, stop)
        self._need, self._recipient = "", recipient

    def act(self) -> None:
        """One enquiry."""
        if not self._need:
            self._need = self._new_need()
            return
        flow = self.visitor.begin(f"/protection/needs/{self._need}/enquire/office/").removesuffix("/office/")
        if not self.send(f"{flow}/office/", {"recipient": self._recipient}, done="/enquiry/"):
            return
        said = {
            "urgency": "tonight",
            "age_band": "18_25",
            "gender": "woman",
            "children": "none",
            "answer_within": "hours_4",
        }
        if self.send(f"{flow}/enquiry/", said, done="/check/"):
            done = rf"/referrals/{_ID}/sent/"
            shown = held(self.visitor.get(f"{flow}/check/").page).get("shown", "")
            self._need = ""  # the office is asked once for each need, also where no answer came back
            self.send(f"{flow}/check/", {"action": "send", "shown": shown}, kind="enquiry", done=done)

    def _new_need(self) -> str:
        case = self.open_case()
        fields = {"kind": "accommodation", "urgency": "tonight", "wanted_by_person": "yes"}
        path = f"/protection/cases/{case}/needs/add/"
        began = time.monotonic()
        answer = self.visitor.post(path, **fields)
        if "done=need" not in answer.leads_to:
            return ""
        self.log.keep(Write("need", (case,), began, time.monotonic()), acknowledged=True)
        found = re.search(rf"/protection/needs/{_ID}/", self.visitor.get(answer.leads_to).page)
        return found[1] if found else ""


class Answerer(Writer):
    """At the other office: accepts in principle what waits."""

    def act(self) -> None:
        """Accept the enquiries of the first page that wait for an answer."""
        page = self.visitor.get("/protection/enquiries/").page
        ids = list(dict.fromkeys(re.findall(rf"/protection/enquiries/{_ID}/", page)))
        done = {write.key[0] for write in self.log.of("acceptance")}
        for enquiry in [one for one in ids if one not in done][:3]:
            path = f"/protection/enquiries/{enquiry}/"
            if "Accept in principle" in self.visitor.get(path).page:
                self.send(path, {}, kind="acceptance", key=(enquiry,), done=f"{path}$")
        self.stop_asked.wait(0.3)


def begin(writers: list[Writer]) -> Callable[[], None]:
    """Start the writers; gives what waits for their end, once they were asked to stop."""
    for writer in writers:
        writer.start()

    def wait() -> None:
        for writer in writers:
            writer.join(60)
            assert not writer.is_alive(), "a writer never came back"

    return wait
