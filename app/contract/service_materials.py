"""Materials of a service item: the closed list of what may be asked of an applicant (A3.3), and what is asked in which situation."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.contract.service_situations import Id, Line, Prose, When
from app.contract.wire import Message


class MaterialType(StrEnum):
    ORIGINAL = "原件"
    COPY = "复印件"
    ORIGINAL_AND_COPY = "原件和复印件"
    ELECTRONIC = "电子"


class SourceChannel(StrEnum):
    APPLICANT = "申请人自备"
    GOVERNMENT = "政府部门核发"
    OTHER = "其他"


class Necessity(StrEnum):
    NECESSARY = "必要"
    NOT_NECESSARY = "非必要"
    LATER = "容缺后补"


class Material(Message):
    """`handle_case`: for what is not necessary, when it is asked nevertheless. `when`: in which situation it belongs to the list.

    `form_guid`, `example_guid`: the blank form and the filled sample, by their names in the terminals' pack of papers.
    """

    id: Id
    material_name: Line = Field(min_length=1)
    english: Line = ""
    material_type: MaterialType
    source_channel: SourceChannel
    source_explain: Line = ""
    necessity: Necessity = Necessity.NECESSARY
    handle_case: Prose = ""
    is_self: bool = False
    originalnum: int = Field(default=0, ge=0, le=99)
    copiesnum: int = Field(default=0, ge=0, le=99)
    copy_explain: Prose = ""
    by_law: Prose = ""
    form_guid: Line = ""
    example_guid: Line = ""
    when: When = ()


Materials = Annotated[tuple[Material, ...], Field(max_length=100)]
