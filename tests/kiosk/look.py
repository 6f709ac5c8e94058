"""Pages by themselves, with stand-ins for what Python would say: what the tests of the kit stand on. `tests/gallery` draws pages."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtCore import QObject, QUrl, qInstallMessageHandler
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage
from PySide6.QtQuick import QQuickImageProvider, QQuickItem, QQuickView

from app.central import Cause
from app.contract.appeal import AppealStep, Topic
from app.contract.application import ApplicationProgress, StateWords
from app.contract.credit import (
    CreditCatalogue,
    CreditDomain,
    DomainConclusion,
    DomainGroup,
    DomainOutcome,
    Purpose,
    SealedReport,
    VariantOffer,
)
from app.contract.licence import HolderRole, LicenceGrant
from app.sync import Link
from app.visit import Holder
from central.seeding.domains import DOMAINS, PURPOSES, DomainSeed
from central.zones.credit.variants import VARIANTS as VERSIONS
from devices.page_printer.stock import Stock, Supply, Tray
from devices.state import Condition, DeviceState
from kiosk.bootstrap import english_translator
from kiosk.catalogue import find as find_listed
from kiosk.dongguan_time import DONGGUAN
from kiosk.door import Surroundings
from kiosk.item_guides import ItemGuide
from kiosk.maintenance import findings
from kiosk.maintenance.trials import TRIALS
from kiosk.menu import NOT_HERE, TASKS, ZONES, Menu
from kiosk.qt import announce_singletons
from kiosk.search.catalogue import index_of_services
from kiosk.services.appeals.file_appeal.decision import MATTERS
from kiosk.services.appeals.file_appeal.flow import WORDS_A_ROW
from kiosk.services.credit.report import shown
from kiosk.services.credit.report.decision import Answers
from kiosk.services.credit.report.versions import version_name
from kiosk.services.credit.verify_report.said import answer_row
from kiosk.services.items.blank_forms.forms import offered as offered_forms
from kiosk.services.items.progress import said as progress_said
from kiosk.shell.shown import Closed, closed_row
from kiosk.typing import code_guide, place_picker, typist  # noqa: F401  # what pages are written with, known to QML by its import
from kiosk.words import Language, ProblemWords, known_codes, problem
from kiosk.words import say as spoken
from kiosk.words.dates import day_words, in_fours, moment_words, phone_words, span_words, weekday_words
from kiosk.words.names import place_name, with_english_names
from printing.numbers import grouped
from printing.token.check import Answer, Standing
from printing.token.claims import Claims, Results

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "kiosk" / "shell" / "pages"
REPORT = ROOT / "kiosk" / "services" / "credit" / "report"
VERIFY = ROOT / "kiosk" / "services" / "credit" / "verify_report"
APPEAL = ROOT / "kiosk" / "services" / "appeals" / "file_appeal"
PROGRESS = ROOT / "kiosk" / "services" / "items" / "progress"
FORMS = ROOT / "kiosk" / "services" / "items" / "blank_forms"
MAINTENANCE = ROOT / "kiosk" / "maintenance"
NOW = datetime(2025, 9, 14, 1, 41, tzinfo=UTC)
DUE = datetime(2025, 9, 15, 9, 30, tzinfo=UTC)
TODAY = date(2025, 9, 14)
YESTERDAY = TODAY - timedelta(days=1)
USCC = "91441900MA0TE5T16P"
OWN_WORDS = "房东要求年底前搬走，附近找不到一千平方米左右的厂房，希望帮忙协调，或者介绍镇里的标准厂房。"
PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)


@dataclass(frozen=True)
class Variant:
    """One way to look at a page: theme, text scale, panel, language."""

    name: str
    mode: str = "standard"
    scale: float = 1.0
    size: tuple[int, int] = PORTRAIT
    language: Language = "zh"
    low: bool = False
    """低位: nothing to touch in the upper two fifths."""

    @property
    def reach_top(self) -> int:
        return round(self.size[1] * 0.4) if self.low else 0


VARIANTS = (
    Variant("standard"),
    Variant("elder", "elder"),
    Variant("contrast", "contrast"),
    Variant("s150", scale=1.5),
    Variant("s200", scale=2.0),
    Variant("elder-s200", "elder", 2.0),
    Variant("contrast-s200", "contrast", 2.0),
    Variant("landscape", size=LANDSCAPE),
    Variant("landscape-elder", "elder", size=LANDSCAPE),
    Variant("landscape-contrast", "contrast", size=LANDSCAPE),
    Variant("landscape-s200", scale=2.0, size=LANDSCAPE),
    Variant("landscape-contrast-s200", "contrast", 2.0, LANDSCAPE),
    Variant("english", language="en"),
    Variant("english-elder", "elder", language="en"),
    Variant("english-contrast-s200", "contrast", 2.0, language="en"),
    Variant("english-s200", scale=2.0, language="en"),
    Variant("english-landscape", size=LANDSCAPE, language="en"),
    Variant("english-landscape-s200", scale=2.0, size=LANDSCAPE, language="en"),
    Variant("elder-contrast", "elder-contrast"),
    Variant("s125", scale=1.25),
    Variant("s175", scale=1.75),
    Variant("low", low=True),
    Variant("low-s200", scale=2.0, low=True),
    Variant("low-elder", "elder", low=True),
    Variant("low-landscape", size=LANDSCAPE, low=True),
    Variant("low-landscape-s200", scale=2.0, size=LANDSCAPE, low=True),
    Variant("low-english-contrast-s200", "contrast", 2.0, language="en", low=True),
)


# ---- what Python would say ----


class Sheets(QQuickImageProvider):
    """A sheet with grey lines, where the real one shows a page of a paper."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, _name: str, size: Any, _requested: Any) -> QImage:  # Qt's name
        sheet = QImage(1240, 1754, QImage.Format.Format_RGB32)
        sheet.fill(0xFFFFFFFF)
        for y in range(200, 1500, 60):
            for x in range(120, 1120 - (y * 7) % 400):
                for thick in range(14):
                    sheet.setPixel(x, y + thick, 0xFFD9D2C3)
        size.setWidth(1240)
        size.setHeight(1754)
        return sheet


def shell_words(say: Any) -> dict[str, Any]:
    """As on the terminal: most zones are not there yet, and here the wire is cut, so that progress is closed too."""
    offered = {"appeals", "credit", "items"}
    zones = [
        {
            "id": zone.id,
            "brand": zone.brand,
            "house": say(zone.house) if zone.house else "",
            "letter": zone.letter,
            "title": say(zone.title),
            "hint": say(zone.hint),
            "closed": zone.id not in offered,
            "reason": "" if zone.id in offered else say("这台机暂不办理"),
        }
        for zone in ZONES
    ]
    cut = {"closed": True, "reason": say("网络不通，暂时办不了")}
    whole = {"closed": False, "reason": ""}
    around = Surroundings(online=False)
    services = Menu().service_rows("appeals", around, say)
    stages = Menu().stage_rows(around, say)
    tasks = [
        {
            "id": task.service_id,
            "brand": "xy" if task.service_id == "S901" else "qi",
            "letter": "信" if task.service_id == "S901" else "通",
            "title": say(task.title),
            "hint": say(task.hint),
            **(cut if task.service_id == "S102" else whole),
        }
        for task in TASKS
    ]
    return {
        "place": place_name("寮步镇政务服务中心（样例）", say),
        "terminalName": say("自助终端 %1", "T03"),
        "clock": "09:41",
        "dateText": weekday_words(TODAY, say),
        "language": "zh",
        "ready": True,
        "who": "",
        "staffPhone": "0769-00000000",
        "canGoBack": True,
        "canGoHome": True,
        "online": True,
        "flow": None,
        "zones": zones,
        "services": services,
        "stages": stages,
        "search": {"query": "", "rows": [], "nothing": False},
        "tasks": tasks,
        "zoneTitle": say("政企直通车"),
        "steps": [say(step) for step in ("刷身份证", "扫执照码", "选内容", "核对", "打印")],
        "step": 1,
        "prompt": {"state": "waiting", "status": say("正在等您的身份证"), "code": "", "problem": "", "act": ""},
        "secondsLeft": -1,
        "somebodyThere": False,
        "helpCall": help_words("waiting"),
        "callback": {"phone": "1380013", "complete": False, "problem": "", "filing": False, "filed": {}},
        "maintenance": {"rows": []},
        "voice": None,
        "look": {"low": False, "offersLow": False},
    }


def help_words(state: str, **more: Any) -> dict[str, Any]:
    """How a call for help stands, as `HelpCall` says it."""
    said = {"brief": "", "since": "09:41", "badge": "", "word": "", "lost": False, "lampLit": False}
    return {"state": state, **said, **more}


KNOWN = {"who": "测试精密五金 · 测××", "flow": "under way"}


def catalogue() -> CreditCatalogue:
    """The sample catalogue, one source late and one not connected."""

    def as_of(seed: DomainSeed) -> date | None:
        return None if seed.id == "local-finance" else YESTERDAY

    domains = tuple(
        CreditDomain(
            id=seed.id,
            name=seed.name,
            name_en=seed.name_en,
            group=seed.group,
            source_org=seed.source_org,
            as_of=as_of(seed),
            stale=seed.id == "statistics",
            verified=True,
        )
        for seed in DOMAINS
    )
    purposes = tuple(Purpose(id=key, name=name, name_en=english) for key, name, english in PURPOSES)
    offers = tuple(
        VariantOffer(
            id=variant.id,
            name=variant.name,
            name_en=variant.name_en,
            service=variant.service,
            asks_scope=variant.asks_scope,
        )
        for variant in VERSIONS.values()
    )
    return CreditCatalogue(version="38", max_years=5, domains=domains, purposes=purposes, variants=offers)


def report_words(say: Any, english: bool, variant: str = "no-violations") -> dict[str, Any]:
    """What the credit report's pages show, by the very functions that show it."""
    offered, answers = catalogue(), Answers(variant=variant, purpose="bidding")
    offer = next(offer for offer in offered.variants if offer.id == variant)
    version = version_name(offer, english=english, say=say)
    domains = offered.domains
    members = {str(group): [domain for domain in domains if domain.group is group] for group in DomainGroup}
    chosen = frozenset(domain.id for domain in domains if domain.group is not DomainGroup.CULTURE) - {"taxation"}
    holder = Holder(name="测试人", number="441900199001010000")
    grant = LicenceGrant(
        grant="g",
        uscc=USCC,
        entity_name="东莞市测试精密五金有限公司(合成)",
        town="寮步镇",
        holder_role=HolderRole.LEGAL_REPRESENTATIVE,
        expires_at=datetime(2025, 9, 14, 10, tzinfo=UTC),
    )
    period = answers.period(TODAY, offer)
    silent = {"statistics", "local-finance"}
    report = SealedReport(
        report_no="DGXY20250914T00030002146",
        verify_code="K7QF-3MXR-92TD",
        generated_at=datetime(2025, 9, 14, 1, 41, tzinfo=UTC),
        pages=2,
        sha256="",
        conclusions=tuple(
            DomainConclusion(
                domain=domain.id,
                name=domain.name,
                outcome=DomainOutcome.NO_CONCLUSION if domain.id in silent else DomainOutcome.CLEAN,
            )
            for domain in domains
        ),
        pdf=b"",
        variant=variant,
    )
    return {
        "versions": shown.version_rows(offered.variants, english, say),
        "versionName": version,
        "periods": shown.period_rows(5, say),
        "consentPoints": shown.consent_points(grant, holder, offer, english, say),
        "scopeChoice": "all",
        "periodChoice": "3",
        "domainTotal": len(domains),
        "domainCount": len(domains),
        "periodText": span_words(period.start, period.end, say),
        "groups": shown.group_rows(members, chosen, english, say),
        "groupTitle": say(DomainGroup.MARKET),
        "groupDomains": shown.domain_rows(members[DomainGroup.MARKET], chosen, english, say),
        "ownPeriod": shown.own_period(period, TODAY, 5, None, say),
        "purposes": shown.purpose_rows(offered, "bidding", english),
        "checkRows": shown.check_rows(answers, offered, offer, grant, holder, TODAY, english, say),
        "checkInBrief": shown.check_in_brief(answers, offered, offer, grant, english, say),
        "report": {
            **shown.report_row(report, domains, version, english, say),
            "pictures": ["image://paper/1/0", "image://paper/1/1"],
        },
        "paper": {"pagesDone": 1, "pagesAsked": 2, "reason": "", "title": "", "act": ""},
        "receiptProblem": "",
    }


def appeal_words(say: Any) -> dict[str, Any]:
    def row(label: str, value: str, change: str, note: str = "") -> dict[str, str]:
        return {"label": say(label), "value": value, "note": say(note) if note else "", "change": change}

    difficulties = MATTERS[Topic.LABOUR]
    chosen = difficulties[:3]
    return {
        "uscc": USCC[:12],
        "usccComplete": False,
        "topics": [{"id": topic, "name": say(topic), "chosen": topic is Topic.LABOUR} for topic in Topic],
        "topicName": say(Topic.LABOUR),
        "matters": [{"id": matter, "name": say(matter), "chosen": matter in chosen} for matter in difficulties],
        "headcount": "60",
        "words": OWN_WORDS,
        "place": "东莞市寮步镇横坑社区",
        "phone": "1380013",
        "phoneComplete": False,
        "phoneProblem": "",
        "appealRows": [
            row("信用代码", in_fours(USCC), "enterprise", "您输入的，市里会再核对"),
            row("经办人", "测××", ""),
            row("哪方面", say(Topic.LABOUR), "topic"),
            row("什么困难", say("、").join(say(matter) for matter in chosen), "matters"),
            row("缺多少人", say("%1 人", 60), "headcount"),
            row("自己的话", OWN_WORDS[:WORDS_A_ROW], "words"),
            row("在哪里", "东莞市寮步镇横坑社区", "place"),
            row("联系电话", phone_words("13800000000"), "phone"),
        ],
        "appealInBrief": [
            {"label": say("哪家企业"), "value": in_fours(USCC)},
            {"label": say("哪方面"), "value": say(Topic.LABOUR)},
            {
                "label": say("什么困难"),
                "value": say("%1；缺 %2 人", say("、").join(say(matter) for matter in chosen), 60),
            },
            {"label": say("打哪个电话"), "value": phone_words("13800000000")},
        ],
        "slipState": "none",
        "slipProblem": "",
        "filed": {
            "accepted": False,
            "number": "T03-0914-017",
            "numberLabel": say("暂存号"),
            "queryCode": "4821 0937 5510",
            "events": [
                {"when": moment_words(NOW, say), "text": say("存在这台机里，加了密"), "hint": "", "done": True},
                {"when": say("网络恢复后"), "text": say("自动送出，您不用再来"), "hint": "", "done": False},
                {
                    "when": say("想知道送到没有"),
                    "text": say("在任何一台机上输入查询码"),
                    "hint": say("也可以打 %1，报暂存号", "0769-00000000"),
                    "done": False,
                },
            ],
        },
    }


def accepted_words(say: Any) -> dict[str, Any]:
    return {
        "accepted": True,
        "number": grouped("QG20250914000117"),
        "numberLabel": say("诉求编号"),
        "queryCode": "4821 0937 5510",
        "events": [
            {"when": moment_words(NOW, say), "text": say("已收件，市里的系统收到了"), "hint": "", "done": True},
            {
                "when": say("接下来"),
                "text": say("有人打电话联系您"),
                "hint": say("打给 %1", "138****0000"),
                "done": False,
            },
            {"when": say("您确认解决了"), "text": say("才算办结"), "hint": "", "done": False},
        ],
    }


def progress_words(say: Any, english: bool) -> dict[str, Any]:
    """As the centre of the demo answers: the first words of an appeal, the time limit provisional."""
    chinese = (
        "已收件，由寮步镇人社分局主办；9月15日 17:30 前与您联系（时限暂定，以业务主管单位确认为准）；企业身份待核实"
    )
    other = with_english_names(
        "Received. 寮步镇人社分局 is in charge and will contact you by 15 Sep, 17:30 "
        "(provisional: the unit in charge has still to confirm the limit)",
        say,
    )
    return {
        "queryCode": "48210937",
        "complete": False,
        "problem": "",
        "result": {
            "accepted": True,
            "state": say("已收件"),
            "number": grouped("QG20250914000117"),
            "numberLabel": say("诉求编号"),
            "contactDue": say("%1 前有人联系您（时限暂定）", moment_words(DUE, say)),
            "lead": say("由%1负责", place_name("寮步镇人社分局", say)),
            "steps": [{"when": moment_words(NOW, say), "text": other if english else chinese, "done": True}],
        },
    }


def case_words(say: Any) -> dict[str, Any]:
    """An application that lacks two papers, and one that was refused, in whole sentences."""
    received = AppealStep(at=NOW, text="已收件", english="Received")
    lacking = ApplicationProgress(
        project_no="BJ20250914000042",
        task_name="公共场所卫生许可新办（合成）",
        english="Hygiene permit for a public place, first issue (sample)",
        state="SUPPLEMENT",
        words=StateWords(zh="待补正", en="To be corrected"),
        org_name="东莞市卫生健康局",
        terminal_submitted_at=NOW,
        center_received_at=NOW,
        accepted_on=None,
        due=TODAY + timedelta(days=20),
        promise_date=None,
        provisional=True,
        asked_for=("公共场所卫生许可申请表", "公共场所平面图和卫生设施平面布局图"),
        asked_why="申请表第二页没有盖章；平面图没有标出消毒间的位置。",
        steps=(received, AppealStep(at=NOW, text="一次性告知补正", english="Ask once for corrections")),
        handled_by="寮步镇卫生健康局",
        bring_to="寮步镇政务服务中心一楼 3 号窗口（合成）",
        phone="0769-00000000",
    )
    refused = {"state": "REJECTED", "words": StateWords(zh="不予许可", en="Refused"), "asked_for": (), "asked_why": ""}
    decided = {
        "outcome": "refused",
        "outcome_why": "经营面积不到标准。不服的，六十日内可以申请行政复议。",
        "accepted_on": TODAY,
    }
    no = lacking.model_copy(update=refused | decided)
    yes = no.model_copy(update={"outcome": "granted", "outcome_why": "", "words": StateWords(zh="准予", en="Granted")})
    return {
        "case": progress_said.case_row(lacking, "12345", say),
        "refusedCase": progress_said.case_row(no, "12345", say),
        "grantedCase": progress_said.case_row(yes, "12345", say),
        "mine": [progress_said.list_row(one, say) for one in (lacking, no, yes)],
        "whose": "",
        "older": 3,
    }


def form_words(say: Any, english: bool) -> dict[str, Any]:
    """The forms as the terminal lists them; one that warns of two things at once."""
    rows = [
        {
            "id": form.id,
            "name": form.name_en if english else form.name,
            "hint": form.summary_en if english else form.summary,
            "tag": say("占位") if form.placeholder else "",
        }
        for form in offered_forms(TODAY.replace(year=2026))
    ]
    longest_name = max(rows, key=lambda row: len(str(row["name"])))
    return {
        "forms": rows,
        "form": {
            "name": longest_name["name"],
            "version": say("版本 %1，%2 起用", "2026.1", day_words(TODAY, say)),
            "caution": say("这是示范文本占位，以官方文本为准，不要用来签合同。"),
            "pages": 2,
            "pictures": ["image://paper/1/0", "image://paper/1/1"],
            "fillable": True,
            "filled": True,
            "leftBlank": True,
        },
        "paper": {
            "pagesDone": 1,
            "pagesAsked": 2,
            "reason": "",
            "title": "",
            "act": "",
            "number": "F-03-20250914-0001",
            "handedIn": True,
        },
    }


def stuck_words(say: Any, language: Language) -> dict[str, Any]:
    """Three jobs that staff must decide on, one of them chosen; and what was filed last."""
    reasons = [problem(language, code) for code in ("job-row-unreadable", "job-mismatch", "job-gap-unfillable")]
    numbers = (say("企业诉求") + " T03-1123-017", say("企业诉求") + " T03-1123-018", say("打印结果"))
    tags = [say("市里没有收"), say("先放一边了"), say("先放一边了")]
    together = zip(numbers, reasons, tags, strict=True)
    jobs = [{"title": name, "hint": why.title, "tag": tag, "chosen": False} for name, why, tag in together]
    jobs[1]["chosen"] = True
    last = [{"name": name, "state": say("等着送"), "tone": "wait", "checked": "11-23 09:30"} for name in numbers[:2]]
    reason = {"text": reasons[0].what, "act": reasons[0].act}
    return {"jobs": jobs, "jobReason": reason, "latestJobs": last, "jobsInBrief": say("%1 件要处理", 3)}


def device_words(say: Any, language: Language, *, staff: bool) -> dict[str, Any]:
    """A bad day: every kind of state there is, by the very functions that put it into words."""

    def device(name: str, condition: Condition, *reasons: str, warnings: tuple[str, ...] = ()) -> DeviceState:
        return DeviceState(name, condition, reasons, warnings, NOW)

    states = {
        "card-reader": device("card-reader", Condition.READY),
        "smart-card": device("smart-card", Condition.BUSY),
        "code-scanner": device("code-scanner", Condition.ABSENT, "device-absent"),
        "receipt-printer": device("receipt-printer", Condition.NEEDS_STAFF, "cutter-fault", "cover-open"),
        "page-printer": device("page-printer", Condition.READY, warnings=("toner-low", "media-low")),
        "keypad": device("keypad", Condition.STARTING),
        "presence-sensor": device("presence-sensor", Condition.BROKEN, "out-of-service"),
        "lamp": device("lamp", Condition.READY),
        "sound": device("sound", Condition.NEEDS_VISITOR),
    }
    stock = Stock((Supply("Black Toner", "toner", 8),), (Tray("main", "iso_a4_210x297mm", 40, 250),))
    cut = Link(online=False, cause=Cause.NO_CONNECTION, checked_at=NOW)
    found = [
        *findings.of_devices(states, NOW, stock),
        findings.of_centre(cut),
        findings.of_store((17, 2), NOW),
        findings.of_papers(2, NOW),
        findings.of_disk(1 * 2**30, NOW),
        findings.of_clock(cut, "09-14 09:41:05", NOW),
    ]
    wrong = say("、").join(say(row.name) for row in found if row.needs_somebody)
    tests = [
        {"id": trial.id, "title": say(trial.title), "hint": say(trial.hint), "state": "", "tag": ""} for trial in TRIALS
    ]
    tests[0] |= {"state": "running", "hint": say("已经印了 %1 张，共 %2 张", 0, 1), "tag": say("最多 %1 秒", 74)}
    tests[1] |= {"state": "bad", "hint": problem(language, "cutter-fault").title, "tag": say("没成")}
    tests[2] |= {"state": "well", "hint": say("读到了，是港澳台居民居住证"), "tag": say("好")}
    refused = problem(language, "staff-card-refused")
    return {
        "rows": [findings.shown(row, language, say, lambda at: at.astimezone(DONGGUAN)) for row in found],
        "summary": say("要处理：%1", wrong),
        "staff": staff,
        "entrance": {"text": refused.title, "act": refused.act, "tone": "stop"},
        "tests": tests,
        **stuck_words(say, language),
        "testing": True,
    }


def verified(standing: Standing) -> Answer:
    """What is known of a report that somebody holds before the window."""
    claims = Claims(
        number="DGXY20250914T00030002146",
        issued_at=datetime(2025, 9, 14, 1, 41, tzinfo=UTC),
        expires_at=datetime(2026, 3, 14, tzinfo=UTC),
        uscc=USCC,
        period_from=date(2022, 9, 15),
        period_to=TODAY,
        results=Results(clean=33, with_records=2, no_conclusion=3),
        pages=2,
        facts_hash=bytes(16),
        pages_root=bytes(16),
        terminal="T0003",
        status_index=7,
    )
    old = timedelta(hours=30) if standing is Standing.SIGNED_ONLY else timedelta(minutes=4)
    return Answer(standing, claims, NOW - old, NOW - timedelta(days=1))


def flow_words(say: Any, english: bool) -> dict[str, Any]:
    return {
        "steps": [say(step) for step in ("刷身份证", "扫执照码", "选内容", "核对", "打印")],
        "step": 3,
        "waiting": False,
        **report_words(say, english),
        **appeal_words(say),
        **progress_words(say, english),
        **case_words(say),
    }


def longest(language: Language, of: str, among: tuple[str, ...] = ()) -> ProblemWords:
    """The real words of the code that has most to say: what fits it fits them all."""
    codes = among or tuple(sorted(known_codes()))
    return problem(language, max(codes, key=lambda code: len(getattr(problem(language, code), of))))


def closed_words(say: Any, language: Language) -> dict[str, Any]:
    words = problem(language, "closed-no-centre")
    return {
        "closedService": {
            "title": say("信用报告"),
            "reason": say("网络不通，暂时办不了"),
            "what": words.what,
            "act": words.act,
            "alternativeId": "S101",
            "alternativeTitle": say("提交企业诉求"),
        }
    }


def elsewhere_words(say: Any, language: Language) -> dict[str, Any]:
    known = find_listed("S403")
    assert known is not None
    materials = (
        ("营业执照副本（复印件）", "Business licence (copy)"),
        ("身份证", "ID card"),
        *(("申请表", "Form"),) * 5,
    )
    guide = ItemGuide(
        20,
        in_working_days=True,
        at_once=False,
        unit="东莞市寮步镇合成一村市场监督管理局",
        materials=materials,
        version=12,
        since=date(2026, 11, 23),
    )
    closed = Closed(known.title, NOT_HERE, None, known.where, guide)
    return {"closedService": closed_row(closed, Menu(), Surroundings(), language, say)}


def found_words(query: str, say: Any) -> dict[str, Any]:
    """What the real search finds, as its page shows it."""
    hits = index_of_services().find(query)
    rows = [{**Menu().row_of(hit.id, Surroundings(), say), "met": hit.word} for hit in hits]
    return {"query": query, "rows": rows, "nothing": False}


def problem_words(say: Any, words: ProblemWords, ways: int) -> dict[str, Any]:
    texts = ("输入统一社会信用代码", "再试一次", "结束办理")
    return {
        "problem": {
            "code": "centre-not-our-centre",
            "title": words.title,
            "what": words.what,
            "act": words.act,
            "who": words.who,
            "ways": [{"id": str(place), "text": say(text)} for place, text in enumerate(texts[-ways:])],
        }
    }


@dataclass(frozen=True)
class Shot:
    """One page with what it shows. `flow` is None for the shell's own pages, `shell` too for a piece of the kit."""

    name: str
    page: Path
    shell: dict[str, Any] | None = None
    flow: dict[str, Any] | None = None
    told: bool = False
    """The visitor took the primary action although something was missing."""


def shots(language: Language) -> Iterator[Shot]:
    tongue = language

    def say(text: str, *values: object) -> str:
        return spoken(tongue, text, *values)

    base = {**shell_words(say), "language": language}
    known = {**base, **KNOWN}
    flow = flow_words(say, tongue == "en")
    asking = {"steps": [say(step) for step in ("刷身份证", "哪家企业", "说困难", "核对", "小票")]}

    def own(name: str, page: str, **more: Any) -> Shot:
        return Shot(name, PAGES / f"{page}.qml", {**base, **more}, None)

    def service(name: str, folder: Path, page: str, **more: Any) -> Shot:
        return Shot(name, folder / f"{page}.qml", known, {**flow, **(asking if folder is APPEAL else {}), **more})

    yield own("01-attract", "Attract")
    yield own("02-home", "Home")
    yield own("03-home-elder", "HomeElder")
    yield own("04-zone", "Zone")
    around = Surroundings()
    yield own(
        "04-zone-elsewhere",
        "Zone",
        zoneTitle=say("证照一网通办"),
        services=Menu().service_rows("licences", around, say),
    )
    yield own("04-stage", "Zone", zoneTitle=say("退出"), services=Menu().service_rows("stage.leave", around, say))
    yield own("05-closed", "Closed", **closed_words(say, tongue))
    yield own("05-closed-elsewhere", "Closed", **elsewhere_words(say, tongue))
    nothing = {"title": "", "act": ""}
    other = problem(tongue, "other-card")
    yield own("77-locked", "Locked", cardLock={"secondsLeft": 52, "problem": nothing})
    wrong = {"title": other.title, "act": other.act}
    yield own("77-locked-other-card", "Locked", cardLock={"secondsLeft": 31, "problem": wrong})
    yield own("74-search", "Search")
    yield own("75-search-found", "Search", search=found_words("zx", say))
    yield own("76-search-nothing", "Search", search={"query": "qqzz", "rows": [], "nothing": True})
    yield own("06-id-card", "IdCard")
    complaint = longest(
        tongue, "act", ("wrong-card", "card-unreadable", "suspect-card", "card-expired", "licence-scope")
    )
    wrong_card = {"state": "problem", "status": complaint.title, "problem": complaint.what, "act": complaint.act}
    yield own("07-id-card-problem", "IdCard", prompt=wrong_card)
    yield own(
        "08-licence-code",
        "LicenceCode",
        step=2,
        who="测××",
        prompt={**base["prompt"], "status": say("正在等您的执照码")},
    )
    yield Shot("09-version", REPORT / "Version.qml", base, {**flow, "steps": [], "step": 0})
    portrait = report_words(say, tongue == "en", "dongguan")
    yield service("10-consent", REPORT, "Consent")
    yield service("10-consent-dongguan", REPORT, "Consent", **portrait)
    yield service("11-scope", REPORT, "Scope")
    yield service("12-domains", REPORT, "Domains", domainCount=27)
    yield service("13-domain-group", REPORT, "DomainGroup")
    yield service("14-period", REPORT, "Period")
    words = problem(tongue, "period-too-long")
    too_long = {**flow["ownPeriod"], "fromYear": 2019, "problem": words.what, "problemTitle": words.title}
    yield service("15-period-problem", REPORT, "Period", ownPeriod=too_long)
    yield service("16-purpose", REPORT, "PurposePage")
    yield service("17-check", REPORT, "Check", step=4)
    yield service("17-check-dongguan", REPORT, "Check", step=4, **portrait)
    work = {"title": say("正在生成报告"), "hint": say("市里的系统在汇总数据、编号、盖章"), "slow": True}
    yield own("18-working", "Working", **KNOWN, step=4, working=work)
    yield service("19-preview", REPORT, "Preview", step=5)
    yield service("19-preview-dongguan", REPORT, "Preview", step=5, **portrait)
    yield service("20-printing", REPORT, "Printing", step=5)
    empty = problem(tongue, "media-empty")
    out = {"pagesDone": 1, "pagesAsked": 2, "reason": "media-empty", "title": empty.title, "act": empty.act}
    yield service("21-out-of-paper", REPORT, "Printing", step=5, paper=out)
    jam = problem(tongue, "media-jam")
    stuck = {"pagesDone": 0, "pagesAsked": 2, "reason": "media-jam", "title": jam.title, "act": jam.act}
    yield service("23-jam", REPORT, "Printing", step=5, paper=stuck)
    yield service("22-done", REPORT, "Done", step=5)
    yield service("30-enterprise-code", APPEAL, "EnterpriseCode", step=2)
    yield replace(service("30-enterprise-code-told", APPEAL, "EnterpriseCode", step=2), told=True)
    yield service("31-topic", APPEAL, "TopicPage")
    undecided = [row | {"chosen": False} for row in flow["topics"]]
    yield replace(service("31-topic-told", APPEAL, "TopicPage", topics=undecided), told=True)
    yield service("32-matters", APPEAL, "Matters")
    yield service("33-headcount", APPEAL, "Headcount")
    yield service("34-own-words", APPEAL, "OwnWords")
    yield service("34-place", APPEAL, "Place")
    yield service("34-phone", APPEAL, "Phone")
    yield replace(service("34-phone-told", APPEAL, "Phone"), told=True)
    filing = {"checkRows": flow["appealRows"], "checkInBrief": flow["appealInBrief"]}
    yield service("35-check-appeal", APPEAL, "Check", step=4, **filing)
    yield own("35-which-answer", "WhichAnswer", **KNOWN | {"flow": filing}, step=4)
    yield service("36-filed-offline", APPEAL, "Filed", step=5)
    yield service("37-filed", APPEAL, "Filed", step=5, filed=accepted_words(say), slipState="printed")
    yield service("38-filed-offline-slip", APPEAL, "Filed", step=5, slipState="printed")
    no_slip = problem(tongue, "cutter-fault").title
    yield service("39-filed-no-slip", APPEAL, "Filed", step=5, slipState="failed", slipProblem=no_slip)
    yield service("40-query-code", PROGRESS, "QueryCode")
    yield service("41-progress", PROGRESS, "ProgressResult")
    yield service("41-case-lacks", PROGRESS, "CaseProgress")
    yield service("41-case-refused", PROGRESS, "CaseProgress", case=flow["refusedCase"])
    yield service("41-case-granted", PROGRESS, "CaseProgress", case=flow["grantedCase"])
    yield service("41-my-matters", PROGRESS, "MyMatters")
    yield service("41-no-matters", PROGRESS, "MyMatters", mine=[], older=0)
    nothing = {"title": "", "act": ""}
    yield Shot("42-report-code", VERIFY / "ReportCode.qml", base, {"codeProblem": nothing})
    no_code = problem(tongue, "not-a-report-code")
    wrong_code = {"title": no_code.title, "act": no_code.act}
    yield Shot("43-report-code-problem", VERIFY / "ReportCode.qml", base, {"codeProblem": wrong_code})
    for number, standing in enumerate((Standing.VALID, Standing.SIGNED_ONLY, Standing.VOID, Standing.UNKNOWN_ISSUER)):
        said = answer_row(verified(standing), NOW, say)
        yield Shot(f"{44 + number}-report-{standing}", VERIFY / "ReportAnswer.qml", base, {"answer": said})
    forms = form_words(say, tongue == "en")
    yield service("42-choose-form", FORMS, "ChooseForm", **forms)
    yield service("43-form-preview", FORMS, "FormPreview", **forms)
    yield service("44-form-printing", FORMS, "FormPrinting", **forms)
    jammed = {"reason": "media-jam", "title": jam.title, "act": jam.act}
    yield service("45-form-jam", FORMS, "FormPrinting", **{**forms, "paper": {**forms["paper"], **jammed}})
    yield service("46-form-done", FORMS, "FormDone", **forms)
    yield own("50-problem", "Problem", **problem_words(say, longest(tongue, "what"), 2))
    yield own("51-problem-three", "Problem", **problem_words(say, longest(tongue, "title"), 3))
    yield own("57-problem-act", "Problem", **problem_words(say, longest(tongue, "act"), 1))
    yield own("52-help", "Help", **KNOWN)
    yield own("53-rating", "Rating")
    yield own("54-goodbye", "Goodbye")
    yield own("55-timeout", "TimeoutGuard", secondsLeft=18)
    yield own("58-help-at-once", "Help")
    yield own("67-help-coming", "Help", **KNOWN, helpCall=help_words("coming", badge="0317"))
    called = help_words("unseen", lampLit=True, brief=say("没人看到"))
    yield own("68-help-unseen", "Help", **KNOWN, helpCall=called)
    yield own("69-help-unreached", "Help", helpCall=help_words("unreached", lampLit=True))
    yield own("70-help-answered", "Help", **KNOWN, helpCall=help_words("ended", word="nobody-there"))
    left = {"number": "HD 2025 0914 0017", "label": say("回电号"), "received": True}
    kept = {"number": "T03-0914-017", "label": say("暂存号"), "received": False}
    unseen = {**KNOWN, "helpCall": help_words("unseen")}
    yield own("71-callback", "Callback", **KNOWN)
    yield own("72-callback-left", "Help", **unseen, callback={**base["callback"], "filed": left})
    yield own(
        "73-callback-kept", "Help", helpCall=help_words("unreached"), callback={**base["callback"], "filed": kept}
    )
    yield own("59-attract-awake", "Attract", somebodyThere=True)
    stored = {"kind": say("提交企业诉求"), "number": "T03-1123-017", "numberLabel": say("暂存号"), "accepted": False}
    yield own("56-told-after-restart", "Recovered", recovered=stored)
    yield own("66-out-of-service", "OutOfService", **KNOWN)

    def room(name: str, page: str, *, staff: bool, **more: Any) -> Shot:
        words = device_words(say, tongue, staff=staff) | more
        return Shot(name, MAINTENANCE / f"{page}.qml", {**base, "maintenance": words}, None)

    nobody = {"text": say("这里只能看"), "act": say("要测试，请技术员在命令行用 guanjia doctor"), "tone": "note"}
    yield room("60-devices", "DeviceStatus", staff=False, entrance=nobody)
    yield room("61-devices-refused", "DeviceStatus", staff=False)
    yield room("62-devices-staff", "DeviceStatus", staff=True)
    yield room("63-device-tests", "DeviceTests", staff=True)
    yield room("64-stuck-jobs", "StuckJobs", staff=True)
    yield room("65-no-stuck-jobs", "StuckJobs", staff=True, jobs=[], jobReason={})


# ---- drawing ----


class Studio:
    """One window in which pages are put up one after the other."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        qInstallMessageHandler(lambda _kind, _context, text: self.complaints.append(text))
        self.application = QGuiApplication.instance() or QGuiApplication(["look"])
        announce_singletons()
        for font in sorted((ROOT / "resources" / "fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(font))
        self.view = QQuickView()
        self.view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.view.engine().addImportPath(str(ROOT))
        self.view.engine().addImageProvider("paper", Sheets())
        self.translator = english_translator(self.application)
        self.language = "zh"
        self.low = False

    def dress(self, variant: Variant) -> None:
        """Theme, size and language, before any page is up."""
        self.clear()
        theme = self.view.engine().singletonInstance("kiosk.controls", "Theme")
        assert isinstance(theme, QObject)
        theme.setProperty("mode", variant.mode)
        theme.setProperty("textScale", variant.scale)
        theme.setProperty("landscape", variant.size[0] > variant.size[1])
        theme.setProperty("reachTop", variant.reach_top)
        self.low = variant.low
        theme.setProperty("still", True)
        self.view.resize(*variant.size)
        if variant.language != self.language:
            self.language = variant.language
            turn = QGuiApplication.installTranslator if variant.language == "en" else QGuiApplication.removeTranslator
            turn(self.translator)
            self.view.engine().retranslate()

    def clear(self) -> None:
        self.view.setSource(QUrl())

    def put_up(self, shot: Shot) -> QQuickItem:
        self.clear()
        shell = {**shot.shell, "look": {"low": True, "offersLow": True}} if shot.shell and self.low else shot.shell
        said = {"shell": shell, "flow": shot.flow, "told": shot.told or None}
        given = {name: value for name, value in said.items() if value is not None}
        self.view.setInitialProperties(given)
        self.view.setSource(QUrl.fromLocalFile(str(shot.page)))
        self.view.show()
        self.settle()
        root = self.view.rootObject()
        assert root is not None, self.complaints
        return root

    def settle(self) -> None:
        """Text is measured, then laid out, then dealt to sheets: until nothing changes for two frames."""
        before, alike = QImage(), 0
        for _ in range(12):
            self.application.processEvents()
            now = self.view.grabWindow()
            alike = alike + 1 if now == before else 0
            if alike == 2:
                return
            before = now

    def close(self) -> None:
        self.clear()
        self.dress(VARIANTS[0])
        self.view.close()
        self.view.deleteLater()
        self.application.processEvents()
        qInstallMessageHandler(None)

    def picture(self) -> QImage:
        return self.view.grabWindow()
