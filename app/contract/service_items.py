"""Service items (政务服务事项) by the fields of the national implementation list (实施清单), under the ids that integrators know.

GET  /v1/service-items?day=&level=&after=&limit=        ItemPage: what is in force on a day, by task code
GET  /v1/service-items/{task_code}?day=                 PublishedItem
POST /v1/service-items/{task_code}/materials            SituationAnswers → MaterialList: the same for the same answers
GET  /v1/service-items/compare?after=&limit=            app.contract.service_unification: the copies of each item, held side by side
GET  /v1/service-items/compare/{catalog_code}           the same for one item

The same items, and what is planned, come to terminals in the pack `service-items` (app.contract.service_pack).

Refusal codes: service-item-unknown (404), service-answers-refused (422).
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, JsonValue, field_validator, model_validator

from app.contract.service_materials import Material, Materials
from app.contract.service_situations import Answers, Id, Line, Prose, Questions, check_answers, holds
from app.contract.wire import IsoDate, Message

SERVICE_ITEMS = "/service-items"
TASK_CODE = r"^[0-9A-Z]{20,36}$"
CATALOG_CODE = r"^[0-9A-Z]{12}$"
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2999, 12, 31)

TaskCode = Annotated[str, Field(pattern=TASK_CODE)]
CatalogCode = Annotated[str, Field(pattern=CATALOG_CODE)]
Code = Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{0,50}$")]
PersonId = Annotated[str, Field(pattern=r"^[0-9A-Za-z:_-]{1,64}$")]
Day = Annotated[IsoDate, Field(ge=FIRST_DAY, le=LAST_DAY)]
Days = Annotated[int, Field(ge=0, le=3_650)]
Topics = Annotated[tuple[Line, ...], Field(max_length=30)]


class UseLevel(StrEnum):
    CITY = "市"
    TOWN = "镇"
    VILLAGE = "村"


class DayUnit(StrEnum):
    WORKING = "工作日"
    CALENDAR = "自然日"


class TaskState(StrEnum):
    IN_USE = "在用"
    SUSPENDED = "暂停"


class ProjectType(StrEnum):
    AT_ONCE = "即办件"
    PROMISED = "承诺件"


class ServerType(StrEnum):
    PERSON = "自然人"
    ENTERPRISE = "企业法人"
    OTHER_BODY = "其他组织"


class HandleType(StrEnum):
    WINDOW = "窗口办理"
    ONLINE = "网上办理"
    TERMINAL = "自助终端办理"
    POST = "邮寄办理"


class FlowStep(Message):
    """One step of handling, as it is published: who does it is no person's name here."""

    id: Id
    name: Line = Field(min_length=1)
    done_by: Line = ""
    result: Line = ""


class SpecialProcedure(Message):
    """What may stop the clock, and for how long at most (A3.6). What is not listed may not."""

    id: Id
    name: Line = Field(min_length=1)
    most_days: Days
    unit: DayUnit
    by_law: Prose = ""


class StandardAnswer(Message):
    """What every channel answers to a question about this item (A3.10)."""

    id: Id
    question: Line = Field(min_length=1)
    answer: Prose = Field(min_length=1)


class Opening(Message):
    """`weekday`: Monday is 1."""

    weekday: int = Field(ge=1, le=7)
    opens: time
    closes: time

    @model_validator(mode="after")
    def _opens_first(self) -> Self:
        if self.opens >= self.closes or self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("opens before it closes, in local time")
        return self


class Responsible(Message):
    """Who answers for the item from one day to another, both counted; by the ids of central.organisations, never by name."""

    owner_id: PersonId
    deputy_id: PersonId | None = None
    valid_from: Day
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise ValueError("ends before it begins")
        return self

    def on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class ServiceItem(Message):
    """One copy of one item: as the city, one town or one village handles it, in one version.

    `catalog_code` is what the copies of one item have in common, `task_code` is this copy's own. Beside the national fields: `flow`,
    `flow_kind` (items of one kind go the same way), `certificate_day` (the clock of making the result, A3.9), `answers`, the form,
    the questions, who is responsible, opening hours, reform marks and kinds of material that may not be asked.
    """

    row_guid: str = Field(pattern=r"^[0-9A-Za-z-]{1,50}$")
    task_name: Annotated[str, Field(min_length=1, max_length=1_000)]
    english: Line = ""
    catalog_code: CatalogCode
    local_catalog_code: Code = ""
    task_code: TaskCode
    local_task_code: Code = ""
    task_handle_item: Code = ""
    task_type: str = Field(pattern=r"^[0-9]{2}$")
    task_version: int = Field(ge=1, le=1_000_000)
    task_state: TaskState = TaskState.IN_USE
    by_law: Prose = Field(min_length=1)
    power_source: Line = ""
    use_level: UseLevel
    dept_name: Line = Field(min_length=1)
    dept_code: Code = ""
    dept_type: Line = ""
    entrust_name: Line = ""
    anticipate_day: Days
    anticipate_type: DayUnit
    anticipate_explain: Prose = ""
    promise_day: Days
    promise_type: DayUnit
    promise_explain: Prose = ""
    certificate_day: Days = 0
    certificate_type: DayUnit = DayUnit.WORKING
    accept_condition: Prose = Field(min_length=1)
    handle_flow: Prose = ""
    offline_flow: Prose = ""
    online_flow: Prose = ""
    flow: Annotated[tuple[FlowStep, ...], Field(min_length=1, max_length=40)]
    flow_kind: Code = ""
    special_procedure: Annotated[tuple[SpecialProcedure, ...], Field(max_length=20)] = ()
    is_fee: bool = False
    fee_basis: Prose = ""
    server_type: Annotated[tuple[ServerType, ...], Field(min_length=1, max_length=3)]
    project_type: ProjectType
    handle_type: Annotated[tuple[HandleType, ...], Field(min_length=1, max_length=4)]
    limit_scene_num: int = Field(ge=0, le=20)
    limit_scene_explain: Prose = ""
    is_service_terminals: bool = False
    is_handle: bool = False
    handle_area: Line = ""
    is_schedule: bool = False
    schedule_num: int = Field(default=0, ge=0, le=100_000)
    schedule_rule: Prose = ""
    is_pay_online: bool = False
    is_express: bool = False
    is_mail_material: bool = False
    is_mail_result: bool = False
    result_type: Line = ""
    result_name: Line = ""
    result_guid: Line = ""
    transact_addr: Line = ""
    transact_time: Prose = ""
    traffic_guide: Prose = ""
    link_way: Line = ""
    supervise_way: Line = ""
    corp_topic_type: Topics = ()
    user_topic_type: Topics = ()
    online_handle_depth: Line = ""
    online_handle_url: str = Field(default="", pattern=r"^(https?://[!-~]{1,500})?$")
    right_enjoy_by_law: Prose = ""
    duty_perform_by_law: Prose = ""
    administrative_review_dept: Line = ""
    administrative_review_addr: Line = ""
    administrative_review_phone: Line = ""
    administrative_litigation_dept: Line = ""
    administrative_litigation_addr: Line = ""
    administrative_litigation_phone: Line = ""
    town_name: Line = ""
    town_code: Code = ""
    village_name: Line = ""
    village_code: Code = ""
    plan_effective_date: Day
    plan_cancel_date: Day | None = None
    other_dept: Topics = ()
    is_exist_intermediary: bool = False
    cd_operation: str = Field(default="I", pattern=r"^[IUD]$")
    cd_time: datetime
    cd_batch: Code = ""
    data_source: Line = ""

    materials: Materials = ()
    forbidden_materials: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    reform_marks: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    questions: Questions = ()
    form: dict[str, JsonValue] | None = None
    answers: Annotated[tuple[StandardAnswer, ...], Field(max_length=50)] = ()
    responsibles: Annotated[tuple[Responsible, ...], Field(max_length=50)] = ()
    opening_hours: Annotated[tuple[Opening, ...], Field(max_length=28)] = ()

    @field_validator("task_name")
    @classmethod
    def _is_seen(cls, name: str) -> str:
        if not name.isprintable():
            raise ValueError("a character that cannot be seen")
        return name

    @field_validator("cd_time")
    @classmethod
    def _is_a_moment(cls, moment: datetime) -> datetime:
        if moment.tzinfo is None or not FIRST_DAY.year <= moment.year <= LAST_DAY.year:
            raise ValueError("a moment with its offset")
        return moment

    @model_validator(mode="after")
    def _stands_where_it_says(self) -> Self:
        town, village = bool(self.town_code), bool(self.village_code)
        if (town, village) != _PLACE_OF[self.use_level]:
            raise ValueError("a town's copy names its town, a village's its town and village, the city's neither")
        if self.plan_cancel_date is not None and self.plan_cancel_date <= self.plan_effective_date:
            raise ValueError("cancelled before it takes effect")
        return self


_PLACE_OF = {UseLevel.CITY: (False, False), UseLevel.TOWN: (True, False), UseLevel.VILLAGE: (True, True)}


class PublishedItem(Message):
    """A version and when it is in force: from a day on, up to the day before `effective_to`."""

    effective_from: Day
    effective_to: Day | None = None
    item: ServiceItem

    @property
    def void(self) -> bool:
        return self.effective_to is not None and self.effective_to <= self.effective_from

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day < self.effective_to)


class ItemLine(Message):
    """What a list says of an item."""

    task_code: str
    task_version: int
    catalog_code: str
    task_name: str
    use_level: UseLevel
    town_code: str
    village_code: str
    effective_from: date
    effective_to: date | None
    is_service_terminals: bool


class ItemPage(Message):
    """`next` is what `after` takes for the page behind this one; empty where there is none."""

    day: date
    items: tuple[ItemLine, ...]
    next: str


class SituationAnswers(Message):
    answers: dict[Id, Id] = Field(max_length=50)
    day: Day | None = None


class MaterialList(Message):
    """Made from this version. `materials` in the item's own order."""

    task_code: str
    task_version: int
    materials: tuple[Material, ...]


def materials(item: ServiceItem, answers: Answers) -> tuple[Material, ...]:
    """What is asked in this situation, in the item's own order: the same for the same answers. Raises AnswersRefused."""
    check_answers(item.questions, answers)
    return tuple(material for material in item.materials if holds(material.when, answers))


def find_material(item: ServiceItem, material_id: str) -> Material | None:
    """None for what is not on the item's list: nobody may ask for that (A3.3)."""
    return next((material for material in item.materials if material.id == material_id), None)


def offered_on_terminals(item: ServiceItem) -> bool:
    """The gate of a terminal's menu."""
    return item.is_service_terminals and item.task_state is TaskState.IN_USE


def newest_in_force(versions: Iterable[PublishedItem], day: date) -> PublishedItem | None:
    """Of one copy's versions the one that counts on a day: the one that began last, where it has not ended.

    A version that was to end before it began never was: the one before it goes on.
    """
    begun = [one for one in versions if one.effective_from <= day and not one.void]
    last = max(begun, key=lambda one: (one.effective_from, one.item.task_version), default=None)
    return last if last and last.in_force(day) else None
