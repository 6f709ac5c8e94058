"""Licences that may be applied for together, and tax matters: general names, marked as made up where we made them up."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Final

from central.datasets.kinds import LicenceItem, TaxChannel, TaxItem

LICENCES: Final = 100
TAX_ITEMS: Final = 233

_THINGS: Final = (
    ("食品经营许可证", "市场监管"), ("公共场所卫生许可证", "卫生健康"), ("出版物经营许可证", "新闻出版"),
    ("劳务派遣经营许可证", "人社"), ("人力资源服务许可证", "人社"), ("道路运输经营许可证", "交通运输"),
    ("药品经营许可证", "市场监管"), ("医疗器械经营备案凭证", "市场监管"), ("排水许可证", "水务"),
    ("排污许可证", "生态环境"), ("特种设备使用登记证", "市场监管"), ("烟草专卖零售许可证", "烟草"),
    ("户外广告设置许可", "城管"), ("娱乐场所经营许可证", "文化旅游"), ("旅馆业特种行业许可证", "公安"),
    ("民办学校办学许可证", "教育"), ("建筑业企业资质证书", "住建"), ("危险化学品经营许可证", "应急管理"),
    ("林木采伐许可证", "林业"), ("种子经营备案", "农业农村"),
)  # fmt: skip
_ACTS: Final = ("新办", "变更", "延续", "补领", "注销")
_BUNDLES: Final = ("开餐饮店（合成）", "开便利店（合成）", "开药店（合成）", "开酒店（合成）", "办工厂（合成）")
_RESIDENCE: Final = ("产权证", "租赁合同")

_KNOWN_TAX: Final = (
    "一照一码户信息确认", "两证整合个体工商户信息确认", "两证整合个体工商户信息变更", "一照一码户信息变更", "身份信息报告",
    "增值税一般纳税人登记", "存款账户账号报告", "财务会计制度及核算软件备案报告", "银税三方（委托）划缴协议",
    "跨区域涉税事项报告", "跨区域涉税事项报验", "跨区域涉税事项信息反馈", "税收减免备案", "停业登记", "复业登记",
    "清税申报", "清算报备", "注销税务登记", "发票票种核定", "发票领用", "发票缴销", "完税证明开具",
)  # fmt: skip
_TAXES: Final = (
    "增值税", "企业所得税", "个人所得税", "消费税", "印花税", "房产税", "城镇土地使用税", "土地增值税", "车船税", "契税",
    "资源税", "环境保护税", "城市维护建设税", "文化事业建设费", "残疾人就业保障金",
)  # fmt: skip
_TAX_ACTS: Final = (
    "申报", "更正申报", "减免备案", "退抵税申请", "延期申报核准", "延期缴纳核准", "汇算清缴", "证明开具", "信息采集", "核定",
    "复核", "查询", "优惠资格确认", "预缴申报", "注销清算",
)  # fmt: skip


def licence_items() -> Iterator[LicenceItem]:
    for number in range(LICENCES):
        name, department = _THINGS[number % len(_THINGS)]
        act = _ACTS[number // len(_THINGS) % len(_ACTS)]
        dice = Random(f"licence {number}")  # noqa: S311 - synthetic data, wanted the same every time
        yield LicenceItem(
            id=f"ZZ-{number + 1:03d}",
            name=f"{name}{act}（合成）",
            department=f"{department}部门（合成）",
            on_promise=dice.random() < 0.4,
            valid_years=dice.choice((3, 5, None)),
            days=dice.choice((0, 1, 3, 5, 10)),
            materials=("申请书", "经办人身份证", *dice.sample(("平面图", "人员名册", "设备清单", "管理制度"), 2)),
            forbidden=_RESIDENCE if act in ("新办", "变更") else (),
            bundles=tuple(sorted(dice.sample(_BUNDLES, dice.randint(0, 2)))),
        )


def tax_items() -> Iterator[TaxItem]:
    """The first names are those of the published list as far as we know them; the others are put together and say so."""
    for number in range(TAX_ITEMS):
        dice = Random(f"tax {number}")  # noqa: S311 - synthetic data, wanted the same every time
        beyond = number - len(_KNOWN_TAX)
        made_up = f"{_TAXES[beyond % len(_TAXES)]}{_TAX_ACTS[beyond // len(_TAXES) % len(_TAX_ACTS)]}（合成）"
        # Of two channels the easier one for the visitor comes first; a window is never missing.
        others = [one for one in tuple(TaxChannel)[:3] if dice.random() < 0.7]
        yield TaxItem(
            id=number + 1,
            name=_KNOWN_TAX[number] if beyond < 0 else made_up,
            topic=("登记", "申报", "发票", "优惠", "证明", "征收")[number % 6],
            channels=(*others, TaxChannel.WINDOW),
            at_once=dice.random() < 0.6,
            all_day=TaxChannel.TERMINAL in others and dice.random() < 0.3,
            materials=tuple(dice.sample(("经办人身份证", "申请表", "合同复印件", "授权委托书"), dice.randint(0, 3))),
            version=1,
        )
