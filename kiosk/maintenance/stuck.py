"""What does not get through to the centre by itself, in words, and the two things that are safe to do about it: again, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from app.contract.jobs import JobKind
from app.errors import StoreError
from app.log import get_logger
from app.outbox import JobState
from kiosk.words import Language, ProblemWords, known_codes, problem
from printing.numbers import grouped

if TYPE_CHECKING:
    from app.outbox import JobStanding
    from kiosk.hands import Hands

Say = Callable[..., str]
Row = dict[str, object]

MOST_SHOWN = 20
LATEST = 3
"""The last filings, for whoever comes back and asks for their number."""
SHORT_KEY = 8
"""Characters of a job's key that go into the diary, as on the command line."""

KINDS: Mapping[str, str] = {
    JobKind.APPEAL_FILED: "企业诉求",
    JobKind.PRINT_OUTCOME: "打印结果",
    JobKind.VISIT_RATED: "好差评",
    JobKind.VISIT_COUNTED: "办理次数",
    JobKind.CALLBACK_ASKED: "请回电话",
    JobKind.PREFILL_CONTESTED: "资料更正",
    JobKind.KNOWLEDGE_FEEDBACK: "答案评价",
    JobKind.APPLICATION_CORRECTED: "补交材料",
    JobKind.THEME_FILED: "一件事申请",
}
STATES: Mapping[JobState, tuple[str, str]] = {
    JobState.READY: ("等着送", "wait"),
    JobState.SENDING: ("正在送", "wait"),
    JobState.DONE: ("已收件", "ok"),
    JobState.REJECTED: ("市里没有收", "stop"),
    JobState.QUARANTINED: ("先放一边了", "stop"),
}

log = get_logger("maintenance")


class StuckJobs:
    """GUI thread; `told` follows every change. Numbers and kinds only: nothing here is anybody's name."""

    def __init__(self, hands: Hands, told: Callable[[], None]) -> None:
        self._hands = hands
        self._told = told
        self._jobs: list[JobStanding] = []
        self._latest: list[JobStanding] = []
        self._chosen = ""

    @property
    def count(self) -> int:
        return len(self._jobs)

    @property
    def chosen(self) -> JobStanding | None:
        return next((job for job in self._jobs if job.key == self._chosen), None)

    def look(self) -> None:
        outbox = self._hands.outbox
        self._hands.workers.store.do(
            lambda: (outbox.set_aside(MOST_SHOWN), outbox.latest(JobKind.APPEAL_FILED, LATEST)),
            lambda seen: self._seen(*seen),
            self._not_done,
        )

    def _seen(self, jobs: list[JobStanding], latest: list[JobStanding]) -> None:
        self._jobs, self._latest = jobs, latest
        self._told()

    def choose(self, key: str) -> None:
        self._chosen = key
        self._told()

    def leave(self) -> None:
        """先不动: nothing happens to it, it stays where it is."""
        self._chosen = ""
        self._told()

    def retry(self) -> None:
        """The chosen one goes again, once the diary says that staff had it go. One tap, one try."""
        job, self._chosen = self.chosen, ""
        if job is None:
            return
        hands, now = self._hands, self._hands.now()
        hands.note("job-retried", actor="staff", object=job.key[:SHORT_KEY], result="cause-mended")
        hands.workers.store.do(lambda: hands.outbox.requeue(job.key, now), lambda _: self._goes_again(), self._not_done)

    def _goes_again(self) -> None:
        self._hands.sync.wake()
        self.look()

    def _not_done(self, error: Exception) -> None:
        """The page of states says how the store is."""
        if not isinstance(error, StoreError):
            raise error
        log.error("stuck jobs not read", code=error.code)

    # ---- in words ----

    def rows(self, language: Language, say: Say) -> list[Row]:
        """id, title, hint, tag, chosen: what staff must decide on, oldest first."""
        return [
            {
                "id": job.key,
                "title": name_of(job, say),
                "hint": reason_of(job, language).title,
                "tag": say(STATES[job.state][0]),
                "chosen": job.key == self._chosen,
            }
            for job in self._jobs
        ]

    def reason(self, language: Language) -> Row:
        """text, act: why the chosen one does not get through, and what helps; empty while none is chosen."""
        job = self.chosen
        if job is None:
            return {}
        words = reason_of(job, language)
        return {"text": words.what, "act": words.act}

    def latest(self, say: Say, local: Callable[[datetime], datetime]) -> list[Row]:
        """name, state, tone, checked: the last filings, newest first."""
        return [
            {
                "name": name_of(job, say),
                "state": say(STATES[job.state][0]),
                "tone": STATES[job.state][1],
                "checked": local(job.created_at).strftime("%m-%d %H:%M"),
            }
            for job in self._latest
        ]


def name_of(job: JobStanding, say: Say) -> str:
    """Its kind and the number its visitor was given; a job of the terminal's own has a kind alone."""
    number = grouped(job.receipt or job.local_no)
    kind = say(KINDS.get(job.kind, "别的事"))
    return f"{kind} {number}" if number else kind


def reason_of(job: JobStanding, language: Language) -> ProblemWords:
    """Why it does not get through. What only the centre knows the meaning of is said as what it is: not taken."""
    own = f"job-{job.error_code}"
    fallback = "job-rejected" if job.state is JobState.REJECTED else "job-defect"
    return problem(language, own if own in known_codes() else fallback)
