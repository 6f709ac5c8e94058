"""What the pages of an appeal show, and how it is filed: promised first, printed after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.contract.appeal import Topic
from app.contract.licence import LicenceGrant
from app.contract.masking import masked_phone
from app.contract.numbers import is_phone, is_uscc
from app.errors import StoreError
from kiosk.journey import Stage
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.services.appeals.file_appeal import SERVICE
from kiosk.services.appeals.file_appeal.decision import MATTERS, Answers, decide, mint_query_code
from kiosk.services.appeals.file_appeal.receipt import receipt_of
from kiosk.shell.flow import CHECK, WHICH
from kiosk.shell.identified import IdentifiedFlow
from kiosk.shell.shell import Shell, Way
from kiosk.typing import engines
from kiosk.words import problem
from kiosk.words.dates import in_fours, moment_words, phone_words
from printing.numbers import grouped

if TYPE_CHECKING:
    from datetime import datetime

    from app.outbox import FiledJob, JobStanding
    from kiosk.hands import Hands
    from printing.spooler import ReceiptOutcome

QML_IMPORT_NAME = "kiosk.services.appeals.file_appeal"
QML_IMPORT_MAJOR_VERSION = 1

Row = dict[str, object]

HAPPENS_SOMEWHERE = frozenset({Topic.LAND, Topic.UTILITIES, Topic.ENVIRONMENT, Topic.LOGISTICS})
"""Topics that have a place of their own: only for them the page is shown without being asked for."""
WORDS_A_ROW = 40
"""What the visitor wrote stands on the check page in rows of so many characters: also at twice the size each fits on a sheet."""

ACK_MS = 3_000
"""How long the page waits for the centre's ack before it says 已暂存. The job goes on without the page."""


@QmlElement
@QmlUncreatable("the shell opens flows")
class FileAppealFlow(IdentifiedFlow):
    """S101, with the wire or without it."""

    told = Signal()
    service_id = SERVICE.id

    def __init__(self, shell: Shell, hands: Hands) -> None:
        self._answers = Answers()
        self._filed: FiledJob | None = None
        self._standing: JobStanding | None = None
        self._settled_at: datetime | None = None
        self._query_code = ""
        self._ack_awaited = False
        self._wants_words = False
        self._slip: ReceiptOutcome | None = None
        super().__init__(shell, hands, self._stages())
        self.changed.connect(self.told)

    def _stages(self) -> tuple[Stage, ...]:
        return (
            Stage("card", "IdCard", 1),
            Stage("licence", "LicenceCode", 2, lambda: self.shell.around.online is True),
            Stage("enterprise", "EnterpriseCode", 2, lambda: self.grant is None),
            Stage("topic", "TopicPage", 3),
            Stage("matters", "Matters", 3),
            Stage("headcount", "Headcount", 3, lambda: self._answers.topic is Topic.LABOUR, detail_of="topic"),
            Stage("words", "OwnWords", 3, lambda: self._wants_words),
            Stage("place", "Place", 3, lambda: self._answers.topic in HAPPENS_SOMEWHERE),
            Stage("phone", "Phone", 3),
            Stage(CHECK, "Check", 4),
            Stage(WHICH, "WhichAnswer", 4, lambda: False),
            Stage("filed", "Filed", 5, can_go_back=False),
        )

    def step_names(self) -> tuple[str, ...]:
        return ("刷身份证", "哪家企业", "说困难", "核对", "小票")

    def entered(self, stage: Stage) -> None:
        super().entered(stage)
        if stage.name == "words":
            engines.warm()

    # ---- identify ----

    def licence_granted(self, grant: LicenceGrant) -> None:
        self._answers.uscc, self._answers.entity_name = grant.uscc, grant.entity_name

    def ways_out_of_trouble(self) -> tuple[Way, ...]:
        """Without the centre, or without the scanner, the enterprise may be keyed in; it is then marked for checking."""
        ways = super().ways_out_of_trouble()
        if self.stage.name != "licence":
            return ways
        return (Way("key", "输入统一社会信用代码", lambda: self.go_to("enterprise")), *ways)

    # ---- the pages' primary actions ----

    def confirmed(self, stage: Stage) -> None:
        match stage.name:
            case "check":
                self._file()
            case "filed":
                self.shell.finish()
            case _ if self._answered(stage.name):
                self.advance()

    def _answered(self, stage_name: str) -> bool:
        answers = self._answers
        return {
            "enterprise": is_uscc(answers.uscc),
            "topic": answers.topic is not None,
            "matters": bool(answers.matters),
            "phone": is_phone(answers.phone),
        }.get(stage_name, True)

    def _file(self) -> None:
        """One transaction; the page turns only when it is on the disk."""
        if self._answers.problem():
            return
        self.wait(lasting=True)
        hands, now = self.hands, self.hands.now()
        self._query_code = mint_query_code()
        holder, grant, query_code, answers = self.holder, self.grant, self._query_code, self._answers
        hands.workers.store.do(
            lambda: hands.outbox.file([decide(answers, holder, grant, query_code=query_code, at=now)], now)[0],
            self.awaited(self._on_disk),
            self.awaited(self._not_on_disk),
        )

    def _on_disk(self, filed: FiledJob) -> None:
        self._filed, self._ack_awaited = filed, self.shell.around.online is True
        self.hands.note("filed", actor="visitor", object=filed.kind)
        self.hands.sync.wake()
        self.shell.busy("正在送出", "内容已经存好，正在交给市里的系统")
        if self._ack_awaited:
            QTimer.singleShot(ACK_MS, self._stop_awaiting)
        else:
            self._stop_awaiting()

    def _not_on_disk(self, error: Exception) -> None:
        if not isinstance(error, StoreError):
            raise error
        self.go_on()
        again = Way("again", "再试一次", lambda: self.go_to("check"))
        self.shell.trouble(error.code, again, self.shell.way_to_end())

    def job_settled(self, standing: JobStanding) -> None:
        """Whenever the centre has answered, the page that is up says so; also that it did not take it."""
        if self._filed is not None and standing.key == self._filed.key and (standing.receipt or standing.set_aside):
            self._standing, self._settled_at = standing, self._settled_at or self.hands.now()
            self.changed.emit()
            self._stop_awaiting()

    def _stop_awaiting(self) -> None:
        if self._filed is not None and self.stage.name == "check":
            self.go_to("filed")

    # ---- paper ----

    def _print_slip(self) -> None:
        if self._filed is None or self.is_waiting:
            return
        self.wait()
        hands, number, copy_no = self.hands, self._filed.local_no, self._copy_due()
        slip = receipt_of(
            self._filed,
            self._standing,
            self._query_code,
            self._answers,
            self.holder,
            hands.config,
            self._filed.created_at,
            self.say,
        )
        hands.workers.receipts.do(
            lambda: hands.spooler.print_receipt(slip, number=number, copy_no=copy_no), self.awaited(self._slip_out)
        )

    def _copy_due(self) -> int:
        """The same copy again where none came out; where nobody knows, the next one, which says 补打."""
        last = self._slip
        return 1 if last is None else last.copy_no if last.fate == "failed" else last.copy_no + 1

    def _slip_out(self, printed: ReceiptOutcome) -> None:
        self._slip = printed
        self.go_on()

    def leaving(self) -> None:
        super().leaving()
        engines.rest()
        self._answers = Answers()
        self._filed = self._standing = self._settled_at = None
        self._query_code = ""

    # ---- what the pages show ----

    @Property(str, notify=told)
    def uscc(self) -> str:
        return self._answers.uscc

    @Property(bool, notify=told)
    def usccComplete(self) -> bool:  # QML's spelling
        return is_uscc(self._answers.uscc)

    @Property("QVariantList", notify=told)
    def topics(self) -> list[Row]:
        """id, name, chosen"""
        return [
            {"id": topic.value, "name": self.say(topic.value), "chosen": topic is self._answers.topic}
            for topic in Topic
        ]

    @Property(str, notify=told)
    def topicName(self) -> str:  # QML's spelling
        return self.say(self._answers.topic.value) if self._answers.topic else ""

    @Property("QVariantList", notify=told)
    def matters(self) -> list[Row]:
        """id, name, chosen: typical statements of the chosen topic"""
        rows = MATTERS[self._answers.topic] if self._answers.topic else ()
        return [{"id": row, "name": self.say(row), "chosen": row in self._answers.matters} for row in rows]

    @Property(str, notify=told)
    def headcount(self) -> str:
        return str(self._answers.headcount) if self._answers.headcount is not None else ""

    @Property(str, notify=told)
    def words(self) -> str:
        return self._answers.words

    @Property(str, notify=told)
    def place(self) -> str:
        return self._answers.place

    @Property(str, notify=told)
    def phone(self) -> str:
        return self._answers.phone

    @Property(bool, notify=told)
    def phoneComplete(self) -> bool:  # QML's spelling
        return is_phone(self._answers.phone)

    @Property(str, notify=told)
    def phoneProblem(self) -> str:  # QML's spelling
        wrong = len(self._answers.phone) >= 11 and not is_phone(self._answers.phone)
        return problem(self.shell.language_now, "phone-wrong").what if wrong else ""

    @Property("QVariantList", notify=told)
    def checkRows(self) -> list[Row]:  # QML's spelling
        """label, value, note, change: the stage that asked, or empty where nothing can be changed"""
        answers, grant = self._answers, self.grant
        stated = "" if grant else self.say("您输入的，市里会再核对")
        rows = [
            self._row("企业", grant.entity_name, note=self.say("来自电子营业执照")) if grant else None,
            self._row("信用代码", in_fours(answers.uscc), note=stated, change="" if grant else "enterprise"),
            self._row("经办人", self.holder.masked_name),
            self._row("哪方面", self.say(answers.topic.value) if answers.topic else "", change="topic"),
            self._row(
                "什么困难", self.say("、").join(self.say(row) for row in self._chosen_matters()), change="matters"
            ),
            self._row("缺多少人", self.say("%1 人", answers.headcount), change="headcount")
            if answers.headcount
            else None,
            *self._word_rows(),
            self._row("在哪里", answers.place or self.say("没有说"), change="place"),
            self._row("联系电话", phone_words(answers.phone), change="phone"),
        ]
        return [row for row in rows if row]

    def _word_rows(self) -> list[Row]:
        """The whole of what the visitor wrote, cut into rows that fit; 修改 stands on the first."""
        words = self._answers.words
        parts = [words[start : start + WORDS_A_ROW] for start in range(0, len(words), WORDS_A_ROW)]
        first = self._row("自己的话", parts[0] if parts else self.say("没有写"), change="words")
        return [first, *(self._row("自己的话（接上）", part) for part in parts[1:])]

    @Property("QVariantList", notify=told)
    def checkInBrief(self) -> list[Row]:  # QML's spelling
        """label, value: the four lines of 长辈版"""
        answers, say = self._answers, self.say
        difficulty = say("、").join(say(row) for row in self._chosen_matters())
        wanted = say("%1；缺 %2 人", difficulty, answers.headcount) if answers.headcount else difficulty
        return [
            {"label": say("哪家企业"), "value": self.grant.entity_name if self.grant else in_fours(answers.uscc)},
            {"label": say("哪方面"), "value": say(answers.topic.value) if answers.topic else ""},
            {"label": say("什么困难"), "value": wanted},
            *({"label": row["label"], "value": row["value"]} for row in self._word_rows() if answers.words),
            {"label": say("打哪个电话"), "value": phone_words(answers.phone)},
        ]

    def _chosen_matters(self) -> list[str]:
        """In the order the page lists them."""
        topic = self._answers.topic
        return [matter for matter in MATTERS[topic] if matter in self._answers.matters] if topic else []

    def _row(self, label: str, value: str, *, note: str = "", change: str = "") -> Row:
        return {"label": self.say(label), "value": value, "note": note, "change": change}

    @Property("QVariantMap", notify=told)
    def filed(self) -> Row:
        """accepted (the centre's ack is here), setAside (it waits for staff), number, numberLabel, queryCode;
        events: [{when, text, hint, done}]"""
        if self._filed is None:
            return {}
        standing = self._standing
        accepted = bool(standing and standing.receipt)
        return {
            "accepted": accepted,
            "setAside": bool(standing and standing.set_aside),
            "number": grouped(standing.receipt if standing and accepted else self._filed.local_no),
            "numberLabel": self.say("诉求编号") if accepted else self.say("暂存号"),
            "queryCode": in_fours(self._query_code),
            "events": self._received() if accepted else self._stored(self._filed),
        }

    def _received(self) -> list[Row]:
        when = moment_words(self._settled_at or self.hands.now(), self.say)
        return [
            {"when": when, "text": self.say("已收件，市里的系统收到了"), "hint": "", "done": True},
            {
                "when": self.say("接下来"),
                "text": self.say("有人打电话联系您"),
                "hint": self._masked_phone(),
                "done": False,
            },
            {"when": self.say("您确认解决了"), "text": self.say("才算办结"), "hint": "", "done": False},
        ]

    def _stored(self, filed: FiledJob) -> list[Row]:
        when = moment_words(filed.created_at, self.say)
        kept = {"when": when, "text": self.say("存在这台机里，加了密"), "hint": "", "done": True}
        if self._standing is not None and self._standing.set_aside:
            return [kept, self._not_taken()]
        return [
            kept,
            {"when": self.say("网络恢复后"), "text": self.say("自动送出，您不用再来"), "hint": "", "done": False},
            {
                "when": self.say("想知道送到没有"),
                "text": self.say("在任何一台机上输入查询码"),
                "hint": self.say("也可以打 %1，报暂存号", self.hands.config.staff.phone),
                "done": False,
            },
        ]

    def _not_taken(self) -> Row:
        hint = self.say("打 %1，报暂存号", self.hands.config.staff.phone)
        return {
            "when": self.say("现在"),
            "text": self.say("市里的系统没有收下，要工作人员处理"),
            "hint": hint,
            "done": False,
        }

    def _masked_phone(self) -> str:
        return self.say("打给 %1", masked_phone(self._answers.phone))

    @Property(str, notify=told)
    def slipState(self) -> str:  # QML's spelling
        """none | printed | failed | unknown"""
        return self._slip.fate.value if self._slip else "none"

    @Property(str, notify=told)
    def slipProblem(self) -> str:  # QML's spelling
        slip = self._slip
        return problem(self.shell.language_now, slip.code).title if slip and slip.code else ""

    # ---- what a page may answer ----

    @Slot(str)
    def setUscc(self, text: str) -> None:  # QML's spelling
        self._answers.uscc, self._answers.entity_name = text, ""
        self.changed.emit()

    @Slot(str)
    def chooseTopic(self, topic: str) -> None:  # QML's spelling
        if Topic(topic) is not self._answers.topic:
            self._answers.topic, self._answers.matters, self._answers.headcount = Topic(topic), frozenset(), None
        self.changed.emit()

    @Slot(str)
    def toggleMatter(self, matter: str) -> None:  # QML's spelling
        self._answers.matters ^= {matter}
        self.changed.emit()

    @Slot(str)
    def setHeadcount(self, digits: str) -> None:  # QML's spelling
        self._answers.headcount = int(digits) if digits else None
        self.changed.emit()

    @Slot(str)
    def setPhone(self, digits: str) -> None:  # QML's spelling
        self._answers.phone = digits
        self.changed.emit()

    @Slot()
    def writeOwnWords(self) -> None:  # QML's spelling
        """用自己的话说: a page more, for who wants it."""
        if self._answered("matters"):
            self._wants_words = True
            self.advance()

    @Slot(str)
    def setWords(self, words: str) -> None:  # QML's spelling
        self._answers.words = words
        self.changed.emit()

    @Slot(str)
    def setPlace(self, place: str) -> None:  # QML's spelling
        self._answers.place = place
        self.changed.emit()

    @Slot()
    def printSlip(self) -> None:  # QML's spelling
        self._print_slip()
