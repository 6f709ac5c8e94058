"""Knowledge (知识库, A3.10, X.4): what every channel answers to a question; one entry, one text, one fingerprint, whoever says it.

The fields are those of models 2.3: 知识编号, 标准问, 相似问, 标准答, 关联事项, 适用范围, 渠道, 维护单位, 责任人, 生效, 失效, 更新日期,
版本.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from app.contract.entries import Entry, UnitId
from app.contract.service_items import CatalogCode, Code, Day, PersonId
from app.contract.service_situations import Line, Prose


class Channel(StrEnum):
    TERMINAL = "自助终端"
    HOTLINE = "12345热线"
    WINDOW = "窗口"
    ONLINE = "网上"


class KnowledgeEntry(Entry):
    """`similar`: other ways to ask it. `town_code` is empty where it holds in the whole city. `owner_unit` keeps it up, `owner_id`
    answers for it: ids of the organisations, never a name."""

    PACK: ClassVar[str] = "knowledge"

    question: Line = Field(min_length=1)
    english_question: Line = ""
    similar: Annotated[tuple[Line, ...], Field(max_length=30)] = ()
    answer: Prose = Field(min_length=1)
    english_answer: Prose = ""
    category: Line = ""
    items: Annotated[tuple[CatalogCode, ...], Field(max_length=50)] = ()
    town_code: Code = ""
    channels: Annotated[tuple[Channel, ...], Field(min_length=1, max_length=4)]
    owner_unit: UnitId
    owner_id: PersonId | None = None
    updated_on: Day
    verified: bool = False
