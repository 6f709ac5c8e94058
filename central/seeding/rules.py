"""Values that law or practice sets, dated, with their source; `verified` only where someone has confirmed them."""

from datetime import date

from central.api.limits import DEFAULTS as ASKING
from central.helpdesk.tickets import ANSWER_SECONDS, DEFAULT_ANSWER_SECONDS
from central.knowledge.feedback import ANSWER_DAYS, DEFAULT_ANSWER_DAYS
from central.organisations.limits import DEFAULTS
from central.service_items.forbidden import FORBIDDEN, OTHER_THINGS, as_value
from central.service_items.publishing import NOTICE_DAYS
from central.service_items.unification import FREQUENT_TARGET, TARGET
from central.zones.appeals.cases import CLOSE_DAYS, DEFAULT_CLOSE_DAYS
from central.zones.appeals.deadlines import CONTACT_DAYS, CONTACT_HOUR
from central.zones.credit.find import SHOW_REPAIRED
from central.zones.credit.rules import Severity
from central.zones.credit.variants import MAX_YEARS, VARIANTS

_OLD, _MIDDLE, _NEW = date(1950, 1, 1), date(2023, 5, 1), date(2026, 4, 1)
_OLD_SOURCE = "发改办财金〔2019〕527号"
_MIDDLE_SOURCE = "失信行为纠正后的信用信息修复管理办法（试行），2023-05-01 起"
_NEW_SOURCE = "信用修复管理办法，2026-04-01 起"

_SIGN_IN_SOURCE = "GB/T 22239-2019 8.1.4.1：限制失败次数、超时自动退出；具体数值由业主单位定，待确认"

_ASKING_SOURCE = "GB/T 22239-2019 8.1.4：资源控制；每分钟次数/一次次数由业主单位按终端数定，待确认"

_PLAN = date(2022, 4, 20)
_PLAN_SOURCE = "东府办函〔2022〕220号"

FORBIDDEN_MATERIALS = {
    "住所申报承诺制": (
        "产权证", "产权证明", "房产证", "房屋所有权证", "租赁合同", "租赁协议", "租房合同", "租约", "场地使用证明", "住所证明",
    ),
    "简易低风险": (
        "审图合格", "审查合格书", "施工图审查", "施工图设计文件审查", "监理合同", "监理协议", "监理委托合同",
    ),
}  # fmt: skip
"""Reform mark of an item → words that no name of a material it asks for may hold."""

OTHER_THINGS_NAMED_SO = {
    "产权证": ("知识产权证书", "知识产权证明", "知识产权证"),
    "产权证明": ("知识产权证明",),
}
"""A forbidden word → names of other things that hold it."""

PUBLICATION_RULES = (
    # from, class, published, at least, at most (months), source, confirmed
    (_OLD, Severity.MINOR, False, 0, 0, _OLD_SOURCE, False),
    (_OLD, Severity.GENERAL, True, 3, 12, _OLD_SOURCE, False),
    (_OLD, Severity.SERIOUS, True, 6, 36, _OLD_SOURCE, False),
    (_MIDDLE, Severity.MINOR, False, 0, 0, _MIDDLE_SOURCE, False),
    (_MIDDLE, Severity.GENERAL, True, 3, 36, _MIDDLE_SOURCE, True),
    (_MIDDLE, Severity.SERIOUS, True, 12, 36, _MIDDLE_SOURCE, False),
    (_NEW, Severity.MINOR, False, 0, 3, _NEW_SOURCE, True),
    (_NEW, Severity.GENERAL, True, 3, 12, _NEW_SOURCE, True),
    (_NEW, Severity.SERIOUS, True, 12, 36, _NEW_SOURCE, True),
)

PARAMETERS = (
    # name, from, value, source, confirmed
    (
        SHOW_REPAIRED,
        _OLD,
        "label",
        "信用代证通知（2025-09）：已修复的注明“已修复”；此前各地自定，待业主单位确认",
        False,
    ),
    (
        SHOW_REPAIRED,
        _NEW,
        "label",
        f"{_NEW_SOURCE}：停止共享和使用，与注明并存；待业主单位确认（hide 或 label）",
        False,
    ),
    (MAX_YEARS, _OLD, "5", "信用代证通知（2025-09）：查询时段最长 5 年；此前各地自定，待业主单位确认", False),
    (VARIANTS["dongguan"].years, _OLD, "5", "与无违法违规证明版一致；待业主单位确认", False),
    (VARIANTS["standard"].years, _OLD, "5", "与无违法违规证明版一致；待业主单位确认", False),
    (
        ANSWER_DAYS,
        date(2022, 1, 1),
        str(DEFAULT_ANSWER_DAYS),
        "知识答案的评价几个工作日内答复：无明文规定，待业主单位确认",
        False,
    ),
    (CONTACT_DAYS, date(2022, 1, 1), "1", "首次联系：次一工作日；无明文规定", False),
    (
        CLOSE_DAYS,
        date(2022, 1, 1),
        str(DEFAULT_CLOSE_DAYS),
        "诉求办结：二十条未定，外地做法为五个工作日，待确认",
        False,
    ),
    (CONTACT_HOUR, date(2022, 1, 1), "17:30", "下班时间；无明文规定", False),
    (
        ANSWER_SECONDS,
        date(2022, 1, 1),
        str(DEFAULT_ANSWER_SECONDS),
        "求助多久没人应就告诉群众；无明文规定，待各大厅确认",
        False,
    ),
    *((name, date(2022, 1, 1), str(value), _SIGN_IN_SOURCE, False) for name, value in DEFAULTS.items()),
    *((name, date(2022, 1, 1), "/".join(map(str, sizes)), _ASKING_SOURCE, False) for name, sizes in ASKING.items()),
    (FORBIDDEN, _PLAN, as_value(FORBIDDEN_MATERIALS), f"{_PLAN_SOURCE} A4.9、A5.7、A5.8；用词待业主单位确认", False),
    (OTHER_THINGS, _PLAN, as_value(OTHER_THINGS_NAMED_SO), "含有禁止用词、却是另一种材料的名称；待业主单位确认", False),
    (NOTICE_DAYS, _PLAN, "0", "事项调整的公示天数：方案没有规定，待业主单位确认", False),
    (TARGET, _PLAN, "0.90", f"{_PLAN_SOURCE} A3.16，2022-12-31 前", True),
    (FREQUENT_TARGET, _PLAN, "1.00", f"{_PLAN_SOURCE} A3.17，2022-12-31 前", True),
)

UNITS = {
    "用地用房": "自然资源分局",
    "用工": "人社分局",
    "融资": "经济发展局",
    "税费": "税务分局",
    "审批": "政务服务中心",
    "用水用电用气": "公用事业服务中心",
    "环保": "生态环境分局",
    "物流": "交通运输分局",
    "知识产权": "市场监管分局",
    "政策兑现": "经济发展局",
    "其他": "企业服务中心",
}
"""Which unit of a town leads on a topic."""
