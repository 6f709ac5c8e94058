"""Draw every page to PNG, with stand-ins for what Python would say: `python tests/kiosk/look.py OUTDIR [variant|page ...]`.

The tests of nothing-is-cut walk the same pages in the same variants; here they can be looked at, which no test replaces.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtCore import QObject, QUrl, qInstallMessageHandler
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage
from PySide6.QtQuick import QQuickImageProvider, QQuickItem, QQuickView

from kiosk.bootstrap import english_translator
from kiosk.words import Language, ProblemWords, known_codes, problem
from kiosk.words import say as spoken

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "kiosk" / "shell" / "pages"
REPORT = ROOT / "kiosk" / "services" / "credit" / "report"
APPEAL = ROOT / "kiosk" / "services" / "appeals" / "file_appeal"
PROGRESS = ROOT / "kiosk" / "services" / "appeals" / "progress"
PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)


@dataclass(frozen=True)
class Variant:
    """One way to look at a page: theme, text scale, panel, language."""

    name: str
    mode: str = "standard"
    scale: float = 1.0
    size: tuple[int, int] = PORTRAIT
    language: Language = "zh"


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
    def zone(letter: str, brand: str, house: str, title: str, hint: str, reason: str = "") -> dict[str, Any]:
        return {
            "id": letter,
            "brand": brand,
            "house": say(house) if house else "",
            "letter": letter,
            "title": say(title),
            "hint": say(hint),
            "closed": bool(reason),
            "reason": say(reason) if reason else "",
        }

    zones = [
        zone("通", "qi", "企莞家", "政企直通车", "有困难找政府"),
        zone("惠", "qi", "", "惠企政策", "查补贴，领奖励", "这台机暂不办理"),
        zone("税", "sw", "税莞家", "税费服务", "证明、发票", "这台机暂不办理"),
        zone("办", "zw", "政务服务莞家", "事项标准化", "怎么办，带什么", "这台机暂不办理"),
        zone("照", "zw", "", "证照一网通办", "执照和许可证", "这台机暂不办理"),
        zone("建", "zw", "", "简易低风险工程", "小工程快审批", "这台机暂不办理"),
        zone("融", "jr", "金融莞家", "融资服务", "贷款和转贷", "这台机暂不办理"),
        zone("工", "jg", "就莞用", "招工求职", "招人，找工作", "这台机暂不办理"),
        zone("信", "xy", "信用莞家", "信用报告", "当场打印盖章"),
    ]
    services = [
        {"id": "S101", "title": say("提交企业诉求"), "hint": say("点选就行，不用打字"), "closed": False, "reason": ""},
        {
            "id": "S102",
            "title": say("诉求进度"),
            "hint": say("凭查询码"),
            "closed": True,
            "reason": say("网络不通，暂时办不了"),
        },
    ]
    tasks = [
        {**zone("信", "xy", "", "信用报告（无违法违规证明版）", "当场打印盖章，不收费"), "id": "S901"},
        {**zone("通", "qi", "", "提交企业诉求", "点选就行，不用打字"), "id": "S101"},
        {**zone("通", "qi", "", "诉求进度", "凭查询码", "网络不通，暂时办不了"), "id": "S102"},
    ]
    return {
        "place": "寮步镇政务服务中心（样例）",
        "terminalName": say("自助终端 %1", "T03"),
        "clock": "09:41",
        "dateText": say("%1月%2日 %3", 9, 14, say("星期三")),
        "language": "zh",
        "ready": True,
        "who": "",
        "staffName": "",
        "staffPhone": "0769-00000000",
        "canGoBack": True,
        "canGoHome": True,
        "voiceAvailable": False,
        "online": True,
        "zones": zones,
        "services": services,
        "tasks": tasks,
        "zoneTitle": say("政企直通车"),
        "steps": [say(step) for step in ("刷身份证", "扫执照码", "选内容", "核对", "打印")],
        "step": 1,
        "prompt": {"state": "waiting", "status": say("正在等您的身份证"), "code": "", "problem": "", "act": ""},
        "secondsLeft": -1,
    }


KNOWN = {"who": "测试精密五金 · 测××"}


def flow_words(say: Any) -> dict[str, Any]:
    def row(label: str, value: str, note: str = "", change: str = "") -> dict[str, str]:
        return {"label": say(label), "value": say(value), "note": say(note) if note else "", "change": change}

    purposes = ("招标投标", "上市、发债", "银行贷款", "申请资金补贴", "评优评先", "行政许可", "企业自查", "其他")
    topics = [
        "用地用房",
        "用工",
        "融资",
        "税费",
        "审批",
        "用水用电用气",
        "环保",
        "物流",
        "知识产权",
        "政策兑现",
        "其他",
    ]
    matters = ("招不到普工", "招不到技术工", "旺季缺人", "员工住宿不够", "社保、劳动关系问题", "想参加招聘会")
    groups = (
        ("经营与市场", "市场监管、税务、商务等", 8, 8),
        ("用工与民生", "人社、医保、公积金等", 7, 7),
        ("安全与环境", "应急、消防、环境等", 4, 4),
        ("建设与资源", "住建、自然资源、交通等", 6, 6),
        ("司法与产业", "法院执行、财政、工信等", 2, 6),
        ("科教与文体", "教育、科技、文旅等", 0, 7),
    )
    return {
        "steps": [say(step) for step in ("刷身份证", "扫执照码", "选内容", "核对", "打印")],
        "step": 3,
        "waiting": False,
        "consentPoints": [
            {
                "title": say("谁在查"),
                "text": say("%1，%2，代表 %3", "测××", say("法定代表人"), "东莞市测试精密五金有限公司"),
            },
            {"title": say("查什么"), "text": say("这家企业的行政处罚、行政强制、严重失信名单和法院执行记录")},
            {"title": say("做什么用"), "text": say("只用来做这一份报告，内容交到您手上")},
            {"title": say("留多久"), "text": say("本机办完就清除；市里只留报告编号，供别人核对真假")},
        ],
        "scopeChoice": "all",
        "periodChoice": "3",
        "domainTotal": 38,
        "domainCount": 38,
        "periodText": say("%1年%2月%3日", 2022, 9, 15) + say(" 到 ") + say("%1年%2月%3日", 2025, 9, 14),
        "groups": [
            {"id": name, "title": say(name), "hint": say(hint), "chosen": chosen, "total": total}
            for name, hint, chosen, total in groups
        ],
        "groupTitle": say("经营与市场"),
        "groupDomains": [
            {
                "id": name,
                "name": say(name),
                "hint": say("数据没有更新，不作结论") if name == "统计" else say("数据到 %1月%2日", 9, 13),
                "chosen": name != "海关",
            }
            for name in ("市场监管", "税务", "商务", "海关", "统计", "烟草专卖", "金融监管", "知识产权")
        ],
        "ownPeriod": {
            "fromYear": 2022,
            "fromMonth": 9,
            "toYear": 2025,
            "toMonth": 9,
            "firstYear": 2020,
            "thisYear": 2025,
            "thisMonth": 9,
            "problem": "",
        },
        "purposes": [{"id": name, "name": say(name), "chosen": name == "招标投标"} for name in purposes],
        "checkRows": [
            row("企业", "东莞市测试精密五金有限公司", "来自电子营业执照"),
            row("信用代码", "9144 1900 MA0T E5T1 6P"),
            row("经办人", "测××"),
            row("查询领域", say("全部 %1 个", 38), change="scope"),
            row(
                "查询时间",
                say("近 %1 年", 3),
                say("%1年%2月%3日", 2022, 9, 15) + say(" 到 ") + say("%1年%2月%3日", 2025, 9, 14),
                "scope",
            ),
            row("用在哪里", "招标投标", change="purpose"),
            row("打印", "1 份，不收费"),
        ],
        "report": {
            "number": "DGXY-20250914-L0103-000021-46",
            "code": "K7QF-3MXR-92TD",
            "pages": 2,
            "pictures": ["image://paper/1/0", "image://paper/1/1"],
            "conclusions": [
                say("%1 个领域没有发现违法违规记录。", 36),
                say("没有数据、报告不作结论的领域：%1。", say("统计") + say("、") + say("海关")),
            ],
        },
        "paper": {"pagesDone": 1, "pagesAsked": 2, "reason": "", "title": "", "act": ""},
        "receiptProblem": "",
        "uscc": "91441900MA0T",
        "usccComplete": False,
        "usccProblem": "",
        "topics": [{"id": name, "name": say(name), "chosen": name == "用工"} for name in topics],
        "topicName": say("用工"),
        "matters": [{"id": name, "name": say(name), "chosen": name == "旺季缺人"} for name in matters],
        "headcount": "60",
        "phone": "1380013",
        "phoneComplete": False,
        "phoneProblem": "",
        "slipState": "none",
        "slipProblem": "",
        "filed": {
            "accepted": False,
            "number": "T03-0914-017",
            "numberLabel": say("暂存号"),
            "queryCode": "4821 0937 5510",
            "events": [
                {
                    "when": say("%1月%2日 %3", 9, 14, "09:41"),
                    "text": say("存在这台机里，加了密"),
                    "hint": "",
                    "done": True,
                },
                {"when": say("网络恢复后"), "text": say("自动送出，您不用再来"), "hint": "", "done": False},
                {
                    "when": say("想知道送到没有"),
                    "text": say("在任何一台机上输入查询码"),
                    "hint": say("也可以打 %1，报暂存号", "0769-00000000"),
                    "done": False,
                },
            ],
        },
        "queryCode": "48210937",
        "complete": False,
        "problem": "",
        "result": {
            "accepted": True,
            "state": say("已收件"),
            "number": "QG20250914000117",
            "numberLabel": say("诉求编号"),
            "contactDue": say("%1月%2日 %3", 9, 15, "09:41"),
            "lead": say("由 %1 负责", "寮步镇人社分局"),
            "steps": [
                {"when": say("%1月%2日 %3", 9, 14, "09:41"), "text": say("已收件，市里的系统收到了"), "done": True}
            ],
        },
    }


def longest(language: Language, of: str, among: tuple[str, ...] = ()) -> ProblemWords:
    """The real words of the code that has most to say: what fits it fits them all."""
    codes = among or tuple(sorted(known_codes()))
    return problem(language, max(codes, key=lambda code: len(getattr(problem(language, code), of))))


def closed_words(say: Any, language: Language) -> dict[str, Any]:
    words = problem(language, "closed-no-centre")
    return {
        "closedService": {
            "title": say("信用报告（无违法违规证明版）"),
            "reason": say("网络不通，暂时办不了"),
            "what": words.what,
            "act": words.act,
            "alternativeId": "S101",
            "alternativeTitle": say("提交企业诉求"),
        }
    }


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


def shots(language: Language) -> Iterator[Shot]:
    tongue = language

    def say(text: str, *values: object) -> str:
        return spoken(tongue, text, *values)

    base = {**shell_words(say), "language": language}
    known = {**base, **KNOWN}
    flow = flow_words(say)

    def own(name: str, page: str, **more: Any) -> Shot:
        return Shot(name, PAGES / f"{page}.qml", {**base, **more}, None)

    def service(name: str, folder: Path, page: str, **more: Any) -> Shot:
        return Shot(name, folder / f"{page}.qml", known, {**flow, **more})

    yield own("01-attract", "Attract")
    yield own("02-home", "Home")
    yield own("03-home-elder", "HomeElder")
    yield own("04-zone", "Zone")
    yield own("05-closed", "Closed", **closed_words(say, tongue))
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
    yield service("10-consent", REPORT, "Consent")
    yield service("11-scope", REPORT, "Scope")
    yield service("12-domains", REPORT, "Domains", domainCount=27)
    yield service("13-domain-group", REPORT, "DomainGroup")
    yield service("14-period", REPORT, "Period")
    too_long = {**flow["ownPeriod"], "fromYear": 2019, "problem": problem(tongue, "period-too-long").what}
    yield service("15-period-problem", REPORT, "Period", ownPeriod=too_long)
    yield service("16-purpose", REPORT, "PurposePage")
    yield service("17-check", REPORT, "Check", step=4)
    work = {"title": say("正在生成报告"), "hint": say("市里的系统在汇总数据、编号、盖章"), "slow": True}
    yield own("18-working", "Working", **KNOWN, step=4, working=work)
    yield service("19-preview", REPORT, "Preview", step=5)
    yield service("20-printing", REPORT, "Printing", step=5)
    empty = problem(tongue, "media-empty")
    out = {"pagesDone": 1, "pagesAsked": 2, "reason": "media-empty", "title": empty.title, "act": empty.act}
    yield service("21-out-of-paper", REPORT, "Printing", step=5, paper=out)
    yield service("22-done", REPORT, "Done", step=5)
    yield service("30-enterprise-code", APPEAL, "EnterpriseCode", step=2)
    yield service("31-topic", APPEAL, "TopicPage")
    yield service("32-matters", APPEAL, "Matters")
    yield service("33-headcount", APPEAL, "Headcount")
    yield service("34-phone", APPEAL, "Phone")
    yield service("35-check-appeal", APPEAL, "Check", step=4)
    yield service("36-filed-offline", APPEAL, "Filed", step=5)
    accepted = {**flow["filed"], "accepted": True, "number": "QG20250914000117", "numberLabel": say("诉求编号")}
    yield service("37-filed", APPEAL, "Filed", step=5, filed=accepted, slipState="printed")
    yield service("40-query-code", PROGRESS, "QueryCode")
    yield service("41-progress", PROGRESS, "ProgressResult")
    yield own("50-problem", "Problem", **problem_words(say, longest(tongue, "what"), 2))
    yield own("51-problem-three", "Problem", **problem_words(say, longest(tongue, "title"), 3))
    yield own("57-problem-act", "Problem", **problem_words(say, longest(tongue, "act"), 1))
    yield own("52-help", "Help", **KNOWN)
    yield own("53-rating", "Rating")
    yield own("54-goodbye", "Goodbye")
    yield own("55-timeout", "TimeoutGuard", secondsLeft=18)
    yield own("56-staff", "Zone", staffName="样×，工号 0001", **KNOWN)


# ---- drawing ----


class Studio:
    """One window in which pages are put up one after the other."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        qInstallMessageHandler(lambda _kind, _context, text: self.complaints.append(text))
        self.application = QGuiApplication.instance() or QGuiApplication(["look"])
        for font in sorted((ROOT / "resources" / "fonts").glob("*.ttf")):
            QFontDatabase.addApplicationFont(str(font))
        self.view = QQuickView()
        self.view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.view.engine().addImportPath(str(ROOT))
        self.view.engine().addImageProvider("paper", Sheets())
        self.translator = english_translator(self.application)
        self.language = "zh"

    def dress(self, variant: Variant) -> None:
        """Theme, size and language, before any page is up."""
        self.clear()
        theme = self.view.engine().singletonInstance("kiosk.controls", "Theme")
        assert isinstance(theme, QObject)
        theme.setProperty("mode", variant.mode)
        theme.setProperty("textScale", variant.scale)
        theme.setProperty("landscape", variant.size[0] > variant.size[1])
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
        given = {name: said for name, said in (("shell", shot.shell), ("flow", shot.flow)) if said is not None}
        self.view.setInitialProperties(given)
        self.view.setSource(QUrl.fromLocalFile(str(shot.page)))
        self.view.show()
        self.settle()
        root = self.view.rootObject()
        assert root is not None, self.complaints
        return root

    def settle(self) -> None:
        """Text is measured, then laid out, then dealt to sheets: until two frames are alike."""
        before = QImage()
        for _ in range(10):
            self.application.processEvents()
            now = self.view.grabWindow()
            if now == before:
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


def main(words: list[str]) -> int:
    out = Path(words[0])
    wanted = words[1:]
    out.mkdir(parents=True, exist_ok=True)
    studio = Studio()
    names = {variant.name for variant in VARIANTS}
    for variant in VARIANTS:
        if names & set(wanted) and variant.name not in wanted:
            continue
        studio.dress(variant)
        pages = [word for word in wanted if word not in names]
        for shot in shots(variant.language):
            if pages and not any(page in shot.name for page in pages):
                continue
            studio.put_up(shot)
            studio.picture().save(str(out / f"{variant.name}--{shot.name}.png"))
    for complaint in studio.complaints:
        sys.stderr.write(complaint + "\n")
    return 1 if studio.complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
