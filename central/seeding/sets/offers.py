"""Loans, fairs and what credit is good for: banks, halls and amounts of nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from central.datasets.kinds import IncentiveScene, JobFair, LoanProduct
from central.enterprises import TOWNS
from central.seeding.enterprises import enterprise_row

LOANS: Final = 30
FAIRS: Final = 12
FIRST_DAY: Final = date(2026, 1, 1)

_BANKS: Final = (
    "样例银行东莞分行（合成）",
    "示例农商银行（合成）",
    "演示村镇银行（合成）",
    "测试股份银行（合成）",
    "样例融资担保（合成）",
)
_PLATFORMS: Final = ("信易贷", "粤信融", "中小融", "企莞家")
_LOANS: Final = ("小微信用贷", "知识产权质押贷", "首贷通", "技改设备贷", "绿色转型贷", "供应链贷")
_SECURITY: Final = ("信用", "抵押", "质押", "保证", "知识产权质押")
_TAGS: Final = ("制造", "科技", "绿色", "小微")
_FACTS: Final = ("纳税", "社保", "用电", "信用报告")

_SCENES: Final = (
    ("容缺办理", "近三年没有未修复的处罚", "缺一件次要材料可以先受理"),
    ("信易通关", "海关信用等级为认证企业", "优先查验"),
    ("信易购", "信用报告没有失信记录", "免交投标保证金"),
    ("信易行", "法定代表人没有失信记录", "公共交通优惠"),
    ("信易贷", "纳税信用 A 级或者 B 级", "贷款利率下浮"),
    ("信易批", "没有严重失信", "可以用告知承诺"),
    ("信易租", "近两年按期交租", "押金减半"),
    ("信易游", "没有严重失信", "景区门票优惠"),
    ("信易医", "没有严重失信", "先诊疗后付费"),
    ("信易阅", "没有逾期未还的图书", "免押金借阅"),
)  # fmt: skip


def loan_products() -> Iterator[LoanProduct]:
    for number in range(LOANS):
        dice = Random(f"loan {number}")  # noqa: S311 - synthetic data, wanted the same every time
        security = _SECURITY[number % len(_SECURITY)]
        least = dice.choice((50_000, 100_000, 300_000))
        yield LoanProduct(
            id=f"RZ-{number + 1:03d}",
            name=f"{_LOANS[number % len(_LOANS)]}{number + 1}号（合成）",
            lender=_BANKS[number % len(_BANKS)],
            platform=_PLATFORMS[number % len(_PLATFORMS)],
            for_whom="在东莞登记的小微企业和个体工商户（合成）",
            least=f"{least}.00",
            most=f"{least * dice.choice((10, 20, 50))}.00",
            months=dice.choice((6, 12, 24, 36)),
            rate=f"{dice.randint(320, 560) / 100:.2f}",
            repayment=dice.choice(("到期还本付息", "等额本息", "按月付息到期还本")),
            security=security,
            fee=f"{dice.randint(20, 100) / 100:.2f}" if security == "保证" else None,
            first_loan_only=number % 6 == 2,
            any_time=dice.random() < 0.4,
            renewed_without_repaying=dice.random() < 0.3,
            tags=tuple(sorted(dice.sample(_TAGS, 2))),
            facts_needed=tuple(sorted(dice.sample(_FACTS, 2))),
            valid_to=date(2028, 12, 31),
        )


def job_fairs(enterprises: int) -> Iterator[JobFair]:
    """One a month, every third on the screen only."""
    for number in range(FAIRS):
        dice = Random(f"fair {number}")  # noqa: S311 - synthetic data, wanted the same every time
        town, online = TOWNS[number * 7 % len(TOWNS)], number % 3 == 0
        invited = dice.sample(range(enterprises), min(enterprises, dice.randint(20, 60)))
        posts = dice.randint(60, 240)
        yield JobFair(
            id=f"ZP-2026-{number + 1:02d}",
            name=f"{town}{'云聘会' if online else '招聘会'}（合成）",
            town=town,
            place="网上（合成）" if online else f"{town}就业服务大厅（合成）",
            online=online,
            on=FIRST_DAY + timedelta(days=31 * number + 12),
            employers=tuple(str(enterprise_row(index, FIRST_DAY)["uscc"]) for index in sorted(invited)),
            posts=posts,
            wanted=posts * dice.randint(2, 9),
        )


def incentive_scenes() -> Iterator[IncentiveScene]:
    for number, (name, condition, incentive) in enumerate(_SCENES, start=1):
        dice = Random(f"scene {number}")  # noqa: S311 - synthetic data, wanted the same every time
        yield IncentiveScene(
            id=f"XY-{number:02d}",
            name=name,
            condition=f"{condition}（合成）",
            incentive=f"{incentive}（合成）",
            unit="合成承办单位",
            used=dice.randint(0, 5_000),
        )
