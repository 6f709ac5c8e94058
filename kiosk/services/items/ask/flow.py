"""What the pages of 问一问 show: a question in, the centre's standard answers out, and a word back to whoever keeps them up."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from app.contract.jobs import JobKind
from app.contract.knowledge_feedback import FeedbackReason, KnowledgeFeedback
from app.packs import PackDamaged, PacksTooOld
from kiosk.item_guides import items_of_services
from kiosk.journey import Stage
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.service import Facility, JobDraft
from kiosk.services.items.ask import SERVICE
from kiosk.services.items.ask.slip import slip_of
from kiosk.shell.flow import Flow
from kiosk.shell.shell import Shell
from kiosk.words import problem
from kiosk.words.dates import day_words
from printing.spooler import Fate, ReceiptOutcome

if TYPE_CHECKING:
    from app.contract.knowledge import KnowledgeEntry
    from app.contract.knowledge_search import KnowledgeIndex
    from kiosk.hands import Hands

QML_IMPORT_NAME = "kiosk.services.items.ask"
QML_IMPORT_MAJOR_VERSION = 1

Row = dict[str, object]

MOST_CHARACTERS = 40
MOST_SHOWN = 8
REASONS = tuple(reason for reason in FeedbackReason if reason is not FeedbackReason.NONE)
PRINTING, PRINTED = "printing", "printed"
MOST_IN_A_PART, MOST_ENGLISH = 90, 240
"""Characters of an answer that stand in one block: blocks go to the next sheet whole, so none may be higher than a sheet."""
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]*|\n")
_ENGLISH_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n")


@QmlElement
@QmlUncreatable("the shell opens flows")
class AskFlow(Flow):
    """S003, with the wire or without it. What was asked is kept no longer than the visit, and goes nowhere."""

    told = Signal()

    def __init__(self, shell: Shell, hands: Hands) -> None:
        self._index: KnowledgeIndex | None = None
        self._question = ""
        self._found: tuple[KnowledgeEntry, ...] = ()
        self._shown: KnowledgeEntry | None = None
        self._rated: set[str] = set()
        self._slip = ""
        super().__init__(shell, hands, self._stages())
        self.changed.connect(self.told)

    def _stages(self) -> tuple[Stage, ...]:
        return (Stage("ask", "Question"), Stage("found", "Found"), Stage("answer", "Answer"), Stage("why", "WhyNot"))

    def entered(self, stage: Stage) -> None:
        if stage.name == "ask":
            self._fetch()
        elif stage.name == "answer" and self._slip != PRINTED:
            self._slip = ""

    def confirmed(self, stage: Stage) -> None:
        match stage.name:
            case "ask" if self._found:
                self.advance()
            case "answer":
                self.shell.finish()

    def leaving(self) -> None:
        self._question, self._found, self._shown = "", (), None

    # ---- what is known here ----

    def _fetch(self) -> None:
        """The answers of today, made ready where nobody waits for it; what was withdrawn or has ended is not among them."""
        hands, today = self.hands, self.hands.today()
        if self._index is not None:
            return
        self.wait()
        hands.workers.guides.do(
            lambda: hands.on_hand.knowledge.index(today), self.awaited(self._have), self.awaited(self._have_none)
        )

    def _have(self, index: KnowledgeIndex) -> None:
        if not len(index):
            self._have_none(LookupError())
            return
        self._index = index
        self.come_back()

    def _have_none(self, error: Exception) -> None:
        """What cannot be trusted any more is not shown."""
        from app.contract.packed_lines import PackUnreadable

        if not isinstance(error, LookupError | PacksTooOld | PackDamaged | PackUnreadable):
            raise error
        self.go_on()
        self.shell.trouble("closed-no-answers", self.shell.way_to_end())

    # ---- one answer ----

    def _print(self, answer: KnowledgeEntry) -> None:
        hands = self.hands
        paper = slip_of(answer, hands.config, hands.local_now(), self.say)
        self._slip = PRINTING
        self.changed.emit()

        def ended(out: ReceiptOutcome) -> None:
            hands.note("printed", actor="receipt-printer", object=SERVICE.id, result=out.fate)
            heard(out)

        heard = self.awaited(self._printed)
        hands.workers.receipts.do(lambda: hands.spooler.print_receipt(paper), ended)

    def _printed(self, out: ReceiptOutcome) -> None:
        self._slip = PRINTED if out.fate is Fate.PRINTED else out.code
        self.changed.emit()

    def _file(self, *, useful: bool, reason: FeedbackReason = FeedbackReason.NONE) -> None:
        """Once for an answer, however often it is tapped."""
        from app.contract.entries import fingerprint

        shown = self._shown
        if shown is None or shown.id in self._rated:
            return
        self._rated.add(shown.id)
        word = KnowledgeFeedback(
            answer=shown.id,
            version=shown.version,
            fingerprint=fingerprint(shown),
            owner_unit=shown.owner_unit,
            useful=useful,
            reason=reason,
            given_at=self.hands.now(),
        )
        self.hands.promises.file(JobDraft(JobKind.KNOWLEDGE_FEEDBACK, f"answer:{secrets.token_hex(8)}", word))
        self.changed.emit()

    def _related(self, answer: KnowledgeEntry) -> str:
        """The service of this terminal that does what the answer is about; empty where there is none."""
        wanted = set(answer.items)
        of_items = (service for service, code in items_of_services().items() if code in wanted)
        return next((one for one in of_items if one != SERVICE.id and self.shell.menu.doing(one) is not None), "")

    # ---- what the pages show ----

    @Property(str, notify=told)
    def question(self) -> str:
        return self._question

    @Property(int, notify=told)
    def longest(self) -> int:
        """Characters that a question may have."""
        return MOST_CHARACTERS

    @Property(int, notify=told)
    def count(self) -> int:
        return len(self._found)

    @Property("QVariantList", notify=told)
    def rows(self) -> list[Row]:
        """id, title, hint: the nearest first"""
        return [self._row(one) for one in self._found]

    def _row(self, one: KnowledgeEntry) -> Row:
        return {"id": one.id, "title": self._asked(one), "hint": one.category if not self._english else ""}

    @Property("QVariantMap", notify=told)
    def answer(self) -> Row:
        """title, text, parts: the text in blocks; number, asOf; service: what it opens; rated; slip, slipWhat, slipAct; canPrint"""
        shown = self._shown
        if shown is None:
            return {}
        service = self._related(shown)
        words = problem(self.shell.language_now, self._slip) if self._slip not in ("", PRINTING, PRINTED) else None
        return {
            "title": self._asked(shown),
            "text": shown.english_answer if self._english else shown.answer,
            "parts": _parts(shown.english_answer, MOST_ENGLISH) if self._english else _parts(shown.answer),
            "number": shown.id,
            "asOf": self.say("第 %1 版，%2 更新", shown.version, day_words(shown.updated_on, self.say)),
            "service": service,
            "serviceTitle": self.shell.menu.row_of(service, self.shell.around, self.say)["title"] if service else "",
            "rated": shown.id in self._rated,
            "slip": self._slip,
            "slipWhat": words.what if words else "",
            "slipAct": words.act if words else "",
            "canPrint": self.shell.around.works(Facility.RECEIPT_PRINTER),
        }

    @Property("QVariantList", notify=told)
    def reasons(self) -> list[Row]:
        """id, text: why an answer may be of no use"""
        return [{"id": one.name, "text": self.say(one.value)} for one in REASONS]

    def _asked(self, one: KnowledgeEntry) -> str:
        return one.english_question if self._english else one.question

    @property
    def _english(self) -> bool:
        return self.shell.language_now == "en"

    # ---- what a page may answer ----

    @Slot(str)
    def ask(self, question: str) -> None:
        """Anew with each character."""
        self._question = question[:MOST_CHARACTERS]
        self._found = self._index.find(self._question, MOST_SHOWN) if self._index and self._question.strip() else ()
        self.changed.emit()

    @Slot(str)
    def show(self, answer_id: str) -> None:
        for one in self._found:
            if one.id == answer_id:
                self._shown, self._slip = one, ""
                self.go_to("answer")

    @Slot()
    def useful(self) -> None:
        """有用."""
        self._file(useful=True)

    @Slot()
    def notUseful(self) -> None:  # QML's spelling
        """没用: why?"""
        if self._shown is not None and self._shown.id not in self._rated:
            self.go_to("why")

    @Slot(str)
    def because(self, reason: str) -> None:
        self._file(useful=False, reason=FeedbackReason[reason])
        self.go_to("answer")

    @Slot()
    def printAnswer(self) -> None:  # QML's spelling
        if self._shown is not None and self._slip not in (PRINTING, PRINTED):
            self._print(self._shown)

    @Slot()
    def askAgain(self) -> None:  # QML's spelling
        """再问一个."""
        self._question, self._found, self._shown = "", (), None
        self.go_to("ask")

    @Slot()
    def openRelated(self) -> None:  # QML's spelling
        """去办这件事: this service ends, that one begins."""
        service = self._related(self._shown) if self._shown else ""
        if service:
            self.shell.home()
            self.shell.openService(service)


def _parts(text: str, most: int = MOST_IN_A_PART) -> list[str]:
    """Broken between sentences; a sentence that is too long by itself is broken where it must be."""
    english = most == MOST_ENGLISH
    sentences = _ENGLISH_SENTENCE.split(text) if english else _SENTENCE.findall(text)
    pieces = [one[at : at + most] for one in sentences for at in range(0, len(one), most)]
    parts: list[str] = []
    for piece in (one.strip() for one in pieces):
        joint = " " if english else ""
        if parts and len(parts[-1]) + len(joint) + len(piece) <= most:
            parts[-1] += joint + piece
        elif piece:
            parts.append(piece)
    return parts
