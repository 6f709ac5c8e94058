"""THE CENTRE: the standard answers this program comes with: two about each service of the plan, from the plan's own words, and those
about the terminal itself. They name no time limit and no fee that nobody has confirmed; their owners replace them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

from app.contract.knowledge import Channel, KnowledgeEntry
from resources import path

FROM: Final = date(2026, 1, 1)
OWNERS: Final = {
    "": "DG-ZSJ",
    "appeals": "DG-GXJ",
    "policies": "DG-GXJ",
    "items": "DG-ZSJ",
    "licences": "DG-SJJ",
    "lowrisk": "DG-ZJJ",
    "tax": "DG-SSJ",
    "finance": "DG-JRJ",
    "jobs": "DG-RSJ",
    "credit": "DG-FGJ",
}
"""Who leads in the zone keeps its answers up."""
_MOST_SIMILAR: Final = 30

IsItem = Callable[[str], bool]


def service_knowledge(is_item: IsItem = lambda _: False) -> Iterator[KnowledgeEntry]:
    """`is_item`: whether an item (by catalog code) is published, and may be named. By id; the same on every machine."""
    plan = json.loads(path("services", "catalogue.json").read_text("utf-8"))
    items = json.loads(path("services", "items.json").read_text("utf-8"))["items"]
    for service in plan["services"]:
        code = items.get(service["id"], "")
        yield from _of(service, plan["places"][service["where"]], (code,) if code and is_item(code) else ())
    yield from _of_the_terminal()


def _of(service: dict[str, Any], where: dict[str, str], items: tuple[str, ...]) -> Iterator[KnowledgeEntry]:
    title, english = service["title"], service["english"]
    words = (*service["words"], *service["matters"])
    forms = "、".join(service["forms"])
    brings = f"会用到{forms}，可以先在自助终端上看样子。" if forms else "一般不用另外填表。"
    yield _entry(
        f"ZS-{service['id']}-1",
        service["zone"],
        (f"{title}怎么办？要带什么？", f"{english['title']}: how is it done, what do I bring?"),
        (
            f"{title}：{service['hint']}。带本人身份证；替企业办的，手机里还要有电子营业执照。{brings}"
            f"不在自助终端上办的，{where['text']}可以办。别人另外要你交的材料，先问清是哪一条规定。",
            f"{english['title']}: {english['hint']}. Bring your ID card, and for an enterprise the e-licence on your phone. "
            f"What is not done at a terminal is done here: {where['english']}.",
        ),
        (f"怎么{title}", f"{title}要带什么", f"{title}要什么材料", f"{title}流程", *words),
        "怎么办",
        items,
    )
    yield _entry(
        f"ZS-{service['id']}-2",
        service["zone"],
        (f"{title}在哪里办？", f"{english['title']}: where?"),
        (
            f"{title}先看这台自助终端能不能办：首页点“全部服务”，亮着的都能办。"
            f"这里办不了的：{where['text']}。地址和上班时间，可以打 12345 问，也可以问现场的工作人员。",
            f"{english['title']}: see first whether this terminal does it. Otherwise: {where['english']}. "
            "For addresses and hours ring 12345, or ask the staff here.",
        ),
        (f"{title}去哪里办", f"{title}地址", f"{title}到哪个窗口", *(f"{word}在哪里办" for word in service["words"])),
        "在哪里办",
        items,
    )


def _of_the_terminal() -> Iterator[KnowledgeEntry]:
    for number, (question, similar, answer, english_question, english_answer) in enumerate(_TERMINAL, 1):
        yield _entry(
            f"ZS-ZD-{number:02d}", "", (question, english_question), (answer, english_answer), similar, "自助终端", ()
        )


def _entry(
    entry_id: str,
    zone: str,
    question: tuple[str, str],
    answer: tuple[str, str],
    similar: tuple[str, ...],
    category: str,
    items: tuple[str, ...],
) -> KnowledgeEntry:
    return KnowledgeEntry(
        id=entry_id,
        version=1,
        valid_from=FROM,
        question=question[0],
        english_question=question[1],
        similar=tuple(dict.fromkeys(similar))[:_MOST_SIMILAR],
        answer=answer[0],
        english_answer=answer[1],
        category=category,
        items=items,
        channels=tuple(Channel),
        owner_unit=OWNERS[zone],
        updated_on=FROM,
    )


_TERMINAL: Final = (
    (
        "没带身份证能办吗？",
        ("忘带身份证", "身份证丢了", "没有身份证"),
        "要认出是本人的事，要放身份证。查进度、看答案、打印空白表格不用身份证。身份证不在手边的，可以到人工窗口说明情况。",
        "Can I do it without my ID card?",
        "What must know who you are needs the card. Progress, answers and blank forms do not. Otherwise ask at a window.",
    ),
    (
        "查询码丢了怎么办？",
        ("小票丢了", "忘了查询码", "没有查询码"),
        "打 12345，或者到政务服务中心窗口，带上身份证，工作人员按办件编号帮您查。查询码只印在小票上，机器里不留。",
        "I have lost my query code. What now?",
        "Ring 12345 or go to a window with your ID card. The code stands on your slip only; the machine keeps none.",
    ),
    (
        "电子营业执照怎么亮码？",
        ("执照码在哪里", "怎么打开电子营业执照", "扫执照码", "动态码"),
        "打开手机小程序“电子营业执照”，选企业，点“出示营业执照”，把二维码对着机器左下方的亮窗。码过几分钟会变，过期了刷新一下。",
        "How do I show the e-licence code?",
        "Open the e-licence mini-program, choose the enterprise, show the licence and hold its code before the bright window. "
        "It changes every few minutes.",
    ),
    (
        "断网的时候交的还算数吗？",
        ("断网了怎么办", "没有网络", "已暂存是什么意思", "暂存号"),
        "算数。小票上写“已暂存，尚未受理”，说明存在机器里，网络恢复后自动送出，您不用再来。送到以后才开始算办理时限，凭查询码可以查。",
        "Does it count what I filed without a network?",
        "Yes. The slip says it is stored and not yet accepted; it is sent by itself, and the time limit begins when it arrives.",
    ),
    (
        "打印的信用报告怎么验真假？",
        ("报告核验", "信用报告有效吗", "别人不认打印的报告", "验真"),
        "报告上有二维码。手机扫，或者拿到任何一台自助终端的“核验报告”扫，能看到它有没有效、有没有被撤销。",
        "How is a printed credit report verified?",
        "Scan the code on it with a phone, or at any terminal under Verify a report: it says whether the report stands.",
    ),
    (
        "纸没有打出来怎么办？",
        ("没纸了", "卡纸了", "打印机坏了", "少打了一页"),
        "屏幕会说印好了几页、谁来处理。等工作人员加纸以后会接着打；少了页的可以补打，补打的会注明。东西没有打出来，事情不会丢。",
        "The paper did not come out. What now?",
        "The screen says how many pages are out and who acts. Missing pages are printed again and marked. What you filed is not lost.",
    ),
    (
        "可以替别人办吗？",
        ("代办", "帮老人办", "替公司办", "委托别人"),
        "可以。替企业办，要在电子营业执照里被授权；替家里老人办，先和工作人员说，一起在机器上办。要委托书的，机器上可以打印空白的。",
        "Can I do it for somebody else?",
        "Yes: for an enterprise, if its e-licence authorises you; for an elder, together with staff. A blank power of attorney can be "
        "printed here.",
    ),
    (
        "不会用机器怎么办？",
        ("看不清", "字太小", "老人不会用", "听不到", "叫工作人员"),
        "屏幕下方可以放大字、换高对比、开语音，也可以换长辈版。点“求助”，工作人员会过来；没有人的时候可以留电话，请人回拨。",
        "What if I cannot use the machine?",
        "Make the letters larger, turn on the voice or the elder version. Press Help and somebody comes, or rings you back.",
    ),
    (
        "办事要不要钱？",
        ("收费吗", "打印要钱吗", "多少钱"),
        "自助终端上查、填、交、打印都不收费。有的证照按规定要交费的，会在交之前写明依据和标准；谁另外要钱，可以举报。",
        "Does it cost anything?",
        "Nothing at the terminal. Where a permit has a fee by law, its basis is shown before you pay. Report whoever asks for more.",
    ),
    (
        "窗口多要材料怎么办？",
        ("额外材料", "清单外的材料", "被推来推去", "乱要证明"),
        "只交清单上有的。清单以外的可以不交，请窗口写下是哪一条规定。可以在“举报推诿和乱要材料”里反映，或者打 12345。",
        "A window asks for papers that are not listed. What now?",
        "Hand in only what is listed, and ask which rule the rest is in. Report it here under Undue demands, or ring 12345.",
    ),
)
"""Question, other ways to ask it, answer; the same in English. What this program does itself, and so knows."""
