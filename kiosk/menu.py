"""The nine zones under their six brands, and the services that stand in them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk import catalogue
from kiosk.catalogue import Listed
from kiosk.door import NOT_FITTED, Reason, Surroundings, closed_because
from kiosk.service import Facility, Service, Zone
from kiosk.services.appeals.file_appeal import SERVICE as FILE_APPEAL
from kiosk.services.credit.report import SERVICE as CREDIT_REPORT
from kiosk.services.credit.verify_report import SERVICE as VERIFY_REPORT
from kiosk.services.items.ask import SERVICE as ASK
from kiosk.services.items.blank_forms import SERVICE as BLANK_FORMS
from kiosk.services.items.progress import SERVICE as PROGRESS
from kiosk.words.dates import in_english

SERVICES: tuple[Service, ...] = (CREDIT_REPORT, VERIFY_REPORT, FILE_APPEAL, PROGRESS, BLANK_FORMS, ASK)
BUILT_IN = {service.id: service for service in SERVICES}


@dataclass(frozen=True)
class ZoneRow:
    """One seal on the home page. `brand` picks the pigment; `house` is the brand's name over its first zone."""

    id: Zone
    brand: str
    house: str
    letter: str
    title: str
    hint: str


ZONES: tuple[ZoneRow, ...] = (
    ZoneRow("appeals", "qi", "企莞家", "通", "政企直通车", "有困难找政府"),
    ZoneRow("policies", "qi", "", "惠", "惠企政策", "查补贴，领奖励"),
    ZoneRow("tax", "sw", "税莞家", "税", "税费服务", "证明、发票"),
    ZoneRow("items", "zw", "政务服务莞家", "办", "办事指南", "怎么办，带什么"),
    ZoneRow("licences", "zw", "", "照", "证照一网通办", "执照和许可证"),
    ZoneRow("lowrisk", "zw", "", "建", "简易低风险工程", "小工程快审批"),
    ZoneRow("finance", "jr", "金融莞家", "融", "融资服务", "贷款和转贷"),
    ZoneRow("jobs", "jg", "就莞用", "工", "招工求职", "招人，找工作"),
    ZoneRow("credit", "xy", "信用莞家", "信", "信用报告", "当场打印盖章"),
)


@dataclass(frozen=True)
class Task:
    """A service in the words of someone who has come to do one thing."""

    service_id: str
    title: str
    hint: str


TASKS: tuple[Task, ...] = (
    Task("S901", "打印信用报告", "身份证加执照码"),
    Task("S101", "有困难找政府", "点选就行，不用打字"),
    Task("S102", "查进度", "凭查询码，或者刷身份证"),
)

Row = dict[str, object]
Say = Callable[..., str]

NOT_HERE = Reason(NOT_FITTED, Facility.CENTRE)

STAGE = "stage."
"""Before a stage's name, where a page may show a zone or a stage."""


class Menu:
    """What the home and zone pages list: every row with its own reason when it is closed."""

    def __init__(self) -> None:
        self.item_gates: Mapping[str, str] = {}
        """Services that the centre's items close, by the plan's number, and the code that says why (kiosk.item_guides)."""
        self.declared: Mapping[str, Service] = {}
        """What the centre has declared to be done here, by the plan's number (kiosk.declared_rows)."""
        self.declared_gates: Mapping[str, str] = {}
        """Which of these are closed, and the code that says why."""

    @property
    def services(self) -> tuple[Service, ...]:
        """All that can be done here: what has code of its own counts before what is declared under the same number."""
        return (*SERVICES, *(one for one in self.declared.values() if one.id not in BUILT_IN))

    def service(self, service_id: str) -> Service:
        """Raises KeyError for a service this terminal does not have."""
        service = BUILT_IN.get(service_id) or self.declared.get(service_id)
        if service is None:
            raise KeyError(service_id)
        return service

    def knows(self, service_id: str) -> bool:
        """Whether it stands in the plan, or can be done here."""
        return catalogue.find(service_id) is not None or self.doing(service_id) is not None

    def zone_title(self, zone: str) -> str:
        """Of a zone, or of a stage."""
        if zone.startswith(STAGE):
            return next((row.title for row in catalogue.stages() if row.id == zone.removeprefix(STAGE)), "")
        return next((row.title for row in ZONES if row.id == zone), "")

    def closed_because(self, service: Service, around: Surroundings) -> Reason | None:
        """What the centre has taken back comes first: nobody waits for that."""
        declared = service.id not in BUILT_IN
        gate = (self.declared_gates if declared else self.item_gates).get(service.id)
        return Reason(gate, Facility.CENTRE) if gate else closed_because(service, around)

    def zone_rows(self, around: Surroundings, say: Say) -> list[Row]:
        """id, brand, house, letter, title, hint, closed, reason"""
        return [self._zone_row(zone, around, say) for zone in ZONES]

    def stage_rows(self, around: Surroundings, say: Say) -> list[Row]:
        """As `zone_rows`, by the stages in the life of an enterprise; `id` names a stage."""
        return [self._stage_row(stage, around, say) for stage in catalogue.stages()]

    def service_rows(self, zone: str, around: Surroundings, say: Say) -> list[Row]:
        """Of a zone or a stage, what is open first: id, title, hint, closed, reason, where (it can be done instead)"""
        rows = [self.row_of(service_id, around, say) for service_id in self._ids_of(zone)]
        return sorted(rows, key=lambda row: (bool(row["closed"]), row["where"] != ""))

    def row_of(self, service_id: str, around: Surroundings, say: Say) -> Row:
        """One service of this terminal or of the plan, as a tile shows it. Raises KeyError for one that is in neither."""
        known = catalogue.find(service_id)
        service = self.doing(service_id)
        if known is None:
            return {**self._service_row(self.service(service_id), around, say), "where": ""}
        if service is None:
            return self._listed_row(known, say)
        row = self._service_row(service, around, say)
        if service.id == service_id:
            return {**row, "where": ""}
        return {**row, "id": service_id, "title": say(known.title), "hint": say(known.hint), "where": ""}

    def doing(self, service_id: str) -> Service | None:
        """The service of this terminal that does what is asked for, under whatever name the plan has it."""
        own = BUILT_IN.get(service_id) or self.declared.get(service_id)
        known = catalogue.find(service_id)
        return own or (BUILT_IN.get(known.done_by) if known is not None else None)

    def _ids_of(self, zone: str) -> list[str]:
        """The plan's, then what this terminal has besides."""
        if zone.startswith(STAGE):
            return [one.id for one in catalogue.listed() if zone.removeprefix(STAGE) in one.stages]
        planned = [one.id for one in catalogue.listed() if one.zone == zone]
        return planned + [one.id for one in self.services if one.zone == zone and one.id not in planned]

    def task_rows(self, around: Surroundings, say: Say) -> list[Row]:
        """id, brand, letter, title, hint, closed, reason: things to do, not departments"""
        return [self._task_row(task, around, say) for task in TASKS]

    def further_rows(self, around: Surroundings, say: Say) -> list[Row]:
        """As `task_rows`: what else is done here with code of its own, under its own name; the zones lead to the others"""
        common = {task.service_id for task in TASKS}
        further = (service for service in SERVICES if service.id not in common)
        return [self._task_row(Task(one.id, one.title, one.hint), around, say) for one in further]

    def _task_row(self, task: Task, around: Surroundings, say: Say) -> Row:
        service = self.service(task.service_id)
        zone = next(row for row in ZONES if row.id == service.zone)
        return {
            **self._service_row(service, around, say),
            "brand": zone.brand,
            "letter": zone.letter,
            "title": say(task.title),
            "hint": say(task.hint),
        }

    def _zone_row(self, zone: ZoneRow, around: Surroundings, say: Say) -> Row:
        """A zone is closed when none of the services is open that people come for; it keeps its place and says why."""
        doors = {service.id for service in SERVICES if service.has_own_door}
        rows = [row for row in self.service_rows(zone.id, around, say) if row["id"] not in doors]
        closed = all(row["closed"] for row in rows)
        reason = next((row["reason"] for row in rows if not row["where"]), reason_in_brief(NOT_HERE, say))
        return {
            "id": zone.id,
            "brand": zone.brand,
            "house": say(zone.house) if zone.house else "",
            "letter": zone.letter,
            "title": say(zone.title),
            "hint": say(zone.hint),
            "closed": closed,
            "reason": reason if closed else "",
        }

    def _stage_row(self, stage: catalogue.StageRow, around: Surroundings, say: Say) -> Row:
        rows = self.service_rows(STAGE + stage.id, around, say)
        closed = all(row["closed"] for row in rows)
        return {
            "id": STAGE + stage.id,
            "brand": "",
            "house": "",
            "letter": stage.letter,
            "title": say(stage.title),
            "hint": say(stage.hint),
            "closed": closed,
            "reason": str(rows[0]["reason"]) if closed else "",
        }

    def _listed_row(self, known: Listed, say: Say) -> Row:
        """Known, and not done here, unless it is a button that every page has."""
        here = known.door != ""
        return {
            "id": known.id,
            "title": say(known.title),
            "hint": say(known.hint),
            "closed": not here,
            "reason": "" if here else reason_in_brief(NOT_HERE, say),
            "where": "" if here else say(known.where),
        }

    def _service_row(self, service: Service, around: Surroundings, say: Say) -> Row:
        reason = self.closed_because(service, around)
        return {
            "id": service.id,
            "title": title_of(service, say),
            "hint": _in_words(service.hint, service.english[1], say),
            "closed": reason is not None,
            "reason": reason_in_brief(reason, say) if reason else "",
        }


def title_of(service: Service, say: Say) -> str:
    return _in_words(service.title, service.english[0], say)


def _in_words(chinese: str, english: str, say: Say) -> str:
    """What was declared brings its English along."""
    return english if english and in_english(say) else say(chinese)


def reason_in_brief(reason: Reason, say: Say) -> str:
    """The words that fit on a tile; the whole story is on the page behind it."""
    return say(BRIEFLY[reason.code])


BRIEFLY = {
    "closed-no-centre": "网络不通，暂时办不了",
    "closed-card-reader": "读卡器要修",
    "closed-code-scanner": "扫码窗要修",
    "closed-page-printer": "打印机要人看一下",
    "closed-receipt-printer": "小票机要人看一下",
    "closed-smart-card": "插卡口要修",
    "closed-keypad": "语音键盘要修",
    "closed-presence-sensor": "人体感应要修",
    "closed-lamp": "状态灯要修",
    "closed-sound": "声音要修",
    "closed-disk-full": "这台机存满了",
    "closed-queue-full": "排队的太多，先不收",
    "closed-queue-large": "排队的太多，先不收",
    "closed-queue-old": "断网太久，先不收",
    "closed-shut-out": "这台机暂停收件",
    NOT_FITTED: "这台机暂不办理",
    "closed-item-withdrawn": "这件事已停办",
    "closed-item-not-here": "这件事改到窗口办",
    "closed-packs-old": "太久没有更新，先不办",
}
