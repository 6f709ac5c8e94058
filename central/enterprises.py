"""THE CENTRE: enterprises as the register knows them (models 2.0.1), and the 33 towns."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base

TOWNS = (
    "莞城街道", "东城街道", "南城街道", "万江街道", "石碣镇", "石龙镇", "茶山镇", "石排镇", "企石镇", "横沥镇", "桥头镇",
    "谢岗镇", "东坑镇", "常平镇", "寮步镇", "樟木头镇", "大朗镇", "黄江镇", "清溪镇", "塘厦镇", "凤岗镇", "大岭山镇",
    "长安镇", "虎门镇", "厚街镇", "沙田镇", "道滘镇", "洪梅镇", "麻涌镇", "望牛墩镇", "中堂镇", "高埗镇", "松山湖",
)  # fmt: skip
"""Dongguan's four streets, 28 towns and its park."""


class RegistrationStatus(StrEnum):
    ACTIVE = "在营"
    REVOKED = "吊销"
    CANCELLED = "注销"
    MOVED_OUT = "迁出"


class Enterprise(Base):
    __tablename__ = "enterprises"

    uscc: Mapped[str] = mapped_column(primary_key=True)
    entity_name: Mapped[str]
    entity_type: Mapped[str]
    legal_rep: Mapped[str]
    reg_capital: Mapped[Decimal]
    established_on: Mapped[date]
    term_to: Mapped[date | None]
    scope: Mapped[str]
    address: Mapped[str]
    authority: Mapped[str]
    approved_on: Mapped[date]
    reg_status: Mapped[str]
    town: Mapped[str]
    key_class: Mapped[str]
