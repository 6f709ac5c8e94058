"""What every program lays out: one report in Chinese, its words another in every round. Plain Python, for whichever Python runs it."""

from pathlib import Path
from typing import NamedTuple

FONTS = Path(__file__).parents[2] / "resources" / "fonts"
REGULAR, BOLD = FONTS / "NotoSansSC_400Regular.ttf", FONTS / "NotoSansSC_700Bold.ttf"
SIZE, LEADING, PADDING = 9.3, 1.36, 3.0
"""Of a table's text, in points; its lines, as a multiple; above and below a row."""
MARGIN, TOP, BOTTOM = 20.0, 22.5, 20.0
"""Millimetres."""
HEADS = ("序号", "企业", "住所", "结论", "金额")
SHARES = (1.0, 3.0, 3.0, 3.0, 1.2)

TOWNS = "莞城南城东城万江石碣石龙茶山石排企石横沥桥头谢岗东坑常平寮步樟木头大朗黄江清溪塘厦凤岗大岭山长安虎门厚街沙田道滘洪梅"
TRADES = "精密五金电子科技塑胶模具纺织服装家具玩具造纸包装食品机械光电新材料自动化物流贸易生物医药软件信息咨询设计建筑装饰环保能源"
CONCLUSION = "未发现违法违规记录；本领域数据由来源单位提供，更新日期见一览，列示查询时段内作出且公示期未满的信息"


class Content(NamedTuple):
    title: str
    head: str
    foot: str
    watermark: str
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def content(rows: int, round_: int) -> Content:
    """Of the same length whatever the round, but with other words: some programs remember what they laid out before."""
    facts = tuple(
        (f"登记事项{number}", f"东莞市测试{TOWNS[(round_ + number) % 48]}登记内容第{number}项")
        for number in range(1, 9)
    )
    paragraphs = tuple(f"第{number}段，第{round_}轮：{CONCLUSION}。" * 4 for number in range(1, 4))
    table = tuple(_row(number, round_) for number in range(1, rows + 1))
    return Content(
        f"公共信用信息报告 {round_}",
        "信用莞家",
        f"终端 T{round_:04d}",
        f"T0003 样例 {round_}",
        facts,
        paragraphs,
        table,
    )


def _row(number: int, round_: int) -> tuple[str, ...]:
    start = number * 7 + round_ * 13
    town, trade = TOWNS[start % 48 :][:2], (TRADES * 2)[start % 60 :][:6]
    return (
        str(number),
        f"东莞市{town}测试{trade}有限公司",
        f"广东省东莞市{town}测试路{start % 300}号{number % 9}栋",
        CONCLUSION[: 9 + start % 30],
        f"{start * 37 % 90000}.00",
    )
