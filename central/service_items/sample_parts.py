"""What synthetic items are put together from: departments, kinds of handling, materials, questions, fields of forms."""

from dataclasses import dataclass
from random import Random
from typing import Any, Final

from app.contract.service_forms import DIALECT
from app.contract.service_items import DayUnit
from app.contract.service_materials import Material, MaterialType, Necessity, SourceChannel
from app.contract.service_situations import Answered, Choice, Question

DEPARTMENTS: Final = (
    "政务服务数据管理局（合成）", "市场监管局（合成）", "人社局（合成）", "住建局（合成）", "自然资源局（合成）", "税务局（合成）",
    "卫健局（合成）", "生态环境局（合成）", "交通运输局（合成）", "文广旅体局（合成）", "金融工作局（合成）",
)  # fmt: skip
SPECIAL: Final[dict[str, Any]] = {
    "id": "inspection",
    "name": "现场勘察",
    "most_days": 10,
    "unit": DayUnit.WORKING,
    "by_law": "合成",
}
RESIDENCE: Final = "住所申报承诺制"
LOW_RISK: Final = "简易低风险"


@dataclass(frozen=True)
class Kind:
    """Items of one kind go the same way."""

    id: str
    task_type: str
    steps: tuple[str, ...]
    result: str
    topic: str
    at_once: bool = False
    inspected: bool = False
    reform_marks: tuple[str, ...] = ()


KINDS: Final = (
    Kind(
        "licence",
        "01",
        ("收件", "受理", "审查", "现场勘察", "决定", "制证", "送达"),
        "许可证",
        "准入准营",
        inspected=True,
    ),
    Kind("confirm", "07", ("收件", "受理", "审查", "决定", "送达"), "确认书", "资质认证"),
    Kind("file", "10", ("收件", "核对", "备案"), "备案回执", "设立变更", at_once=True),
    Kind(
        "residence", "10", ("收件", "核对", "登记"), "登记通知书", "设立变更", at_once=True, reform_marks=(RESIDENCE,)
    ),
    Kind("build", "01", ("收件", "形式审查", "发证"), "许可证", "工程建设", reform_marks=(LOW_RISK,)),
    Kind("grant", "05", ("收件", "受理", "核验", "公示", "拨付"), "决定书", "惠企政策"),
    Kind("service", "20", ("收件", "办理"), "办理结果", "公共服务", at_once=True),
)

_OBJECTS: Final = (
    "食品经营", "食品生产", "小餐饮", "公共场所卫生", "出版物零售", "娱乐场所", "旅行社", "道路运输", "危险货物运输", "机动车维修",
    "户外广告", "临时占道", "排水接驳", "取水", "排污", "辐射安全", "建设项目环评", "水土保持", "消防验收", "施工", "规划条件",
    "用地预审", "不动产抵押", "特种设备使用", "计量器具", "检验检测机构", "药品零售", "医疗器械经营", "医疗机构执业", "劳务派遣",
    "人力资源服务", "民办职业培训", "社保参保", "工伤认定", "住房公积金缴存", "高新技术企业", "技术合同", "专精特新", "稳岗返还",
    "创业补贴",
)  # fmt: skip
_ACTIONS: Final = (
    "新办", "变更名称", "变更地址", "变更法定代表人", "变更范围", "延续", "补办", "注销", "备案", "备案变更", "年度报告", "信息查询",
    "证明开具", "复核", "撤回申请", "转让", "合并", "分立", "暂停", "恢复", "增项", "减项", "副本增发", "电子证照申领", "临时申请",
    "续期提醒登记", "联系人变更", "委托人变更",
)  # fmt: skip

_ALWAYS: Final = (
    ("application", "申请表", MaterialType.ORIGINAL, SourceChannel.APPLICANT, 1, 0),
    ("id-card", "经办人身份证", MaterialType.COPY, SourceChannel.GOVERNMENT, 0, 1),
)
_SOMETIMES: Final = (
    ("licence-copy", "营业执照", MaterialType.ELECTRONIC, SourceChannel.GOVERNMENT, 0, 0),
    ("layout", "场所平面图", MaterialType.COPY, SourceChannel.APPLICANT, 0, 1),
    ("staff-list", "人员名册", MaterialType.ORIGINAL, SourceChannel.APPLICANT, 1, 0),
    ("system", "管理制度文本", MaterialType.COPY, SourceChannel.APPLICANT, 0, 1),
    ("equipment", "设备清单", MaterialType.COPY, SourceChannel.APPLICANT, 0, 1),
    ("accounts", "上一年度财务报表", MaterialType.ELECTRONIC, SourceChannel.APPLICANT, 0, 0),
)


def names_beyond(number: int) -> str:
    """Names that are no service of the plan, each another one; from 1,120 on with a number."""
    thing, action = _OBJECTS[number % len(_OBJECTS)], _ACTIONS[number // len(_OBJECTS) % len(_ACTIONS)]
    turn = number // (len(_OBJECTS) * len(_ACTIONS))
    return f"{thing}（{action}）" + (f"之{turn + 1}" if turn else "")


def materials_of(number: int, kind: Kind, dice: Random) -> tuple[Material, ...]:
    some = sorted(dice.sample(_SOMETIMES, dice.randint(1, 4)))
    found = [_material(*row) for row in (*_ALWAYS, *some)]
    found.append(
        _material("authority", "授权委托书", MaterialType.ORIGINAL, SourceChannel.APPLICANT, 1, 0, ("who", "agent"))
    )
    if kind.inspected:
        found.append(
            _material("photos", "场所照片", MaterialType.COPY, SourceChannel.APPLICANT, 0, 2, ("large", "yes"))
        )
    if kind.reform_marks == (RESIDENCE,):
        declared = ("address", "住所信息申报表", MaterialType.ORIGINAL, SourceChannel.APPLICANT, 1, 0)
        found.append(_material(*declared))
    if number % 9 == 0:
        found.append(_later())
    return tuple(found)


def questions_of(kind: Kind) -> tuple[Question, ...]:
    who = Question(
        id="who",
        text="由谁来办？",
        english="Who comes?",
        choices=(
            Choice(id="self", text="法定代表人本人", english="The legal representative"),
            Choice(id="agent", text="委托别人", english="Somebody for them"),
        ),
    )
    large = Question(
        id="large",
        text="场所面积是否达到 300 平方米？",
        english="Are the premises 300 m² or more?",
        choices=(Choice(id="yes", text="是", english="Yes"), Choice(id="no", text="不是", english="No")),
    )
    return (who, large) if kind.inspected else (who,)


def form_of(kind: Kind) -> dict[str, Any]:
    fields = {
        "entity_name": _field("企业名称", "identify", "licence", "entity_name", maxLength=100),
        "uscc": _field("统一社会信用代码", "identify", "licence", "uscc", pattern="^[0-9A-HJ-NPQRTUWXY]{18}$"),
        "agent_name": _field("经办人姓名", "identify", "id-card", "name", maxLength=60),
        "phone": _field("联系电话", "contact", "visitor", "", pattern=r"^1\d{10}$"),
    }
    if kind.inspected:
        fields["premises_area"] = _field("场所面积（平方米）", "decide", "visitor", "", type="number", minimum=0)
    if kind.reform_marks == (RESIDENCE,):
        fields["standard_address"] = _field("标准地址", "issue", "address-list", "address", maxLength=200)
    return {
        "$schema": DIALECT,
        "type": "object",
        "additionalProperties": False,
        "required": list(fields),
        "properties": fields,
    }


def _field(title: str, purpose: str, source: str, known_as: str, **limits: Any) -> dict[str, Any]:
    prefill = {"source": source} | ({"field": known_as} if known_as else {})
    return {"type": "string", "title": title, "x-purpose": purpose, "x-prefill": prefill} | limits


def _material(
    id: str,
    name: str,
    kind: MaterialType,
    source: SourceChannel,
    originals: int,
    copies: int,
    when: tuple[str, str] | None = None,
) -> Material:
    return Material(
        id=id,
        material_name=name,
        material_type=kind,
        source_channel=source,
        originalnum=originals,
        copiesnum=copies,
        copy_explain="A4 纸，写明与原件一致" if copies else "",
        when=((Answered(question=when[0], one_of=(when[1],)),),) if when else (),
    )


def _later() -> Material:
    return Material(
        id="earlier-result",
        material_name="以前办过的结果文书",
        material_type=MaterialType.COPY,
        source_channel=SourceChannel.GOVERNMENT,
        necessity=Necessity.NOT_NECESSARY,
        handle_case="系统里查不到以前的结果时才要",
        copiesnum=1,
    )
