"""A terminal to whose shelf declared services and their items come, a pull at a time; and a visitor who fills in whatever is asked."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import find
from hypothesis.strategies import from_regex
from quick_terminal import NUMBER, USCC, QuickTerminal, a_card

from app.central import Accepted
from app.contract import entries, service_pack
from app.contract.application import ApplicationFiled
from app.contract.declared_services import DeclaredService, FormPage, Words
from app.contract.licence import HolderRole
from app.contract.packs import PackChanges, PackFile, PackManifest, SignedManifest, sign_manifest
from app.contract.service_items import PublishedItem, ServiceItem, UseLevel
from app.fake_central import ShownLicence
from app.packs import PackShelf
from central.declarations.entries import entry_of
from central.declarations.items import item_of
from central.declarations.reading import shipped
from devices.code_scanner import Scan
from kiosk.declared_services import DeclaredServices
from kiosk.item_guides import ItemGuides
from kiosk.services.declared.generic.fields import Field, Kind

KEY = Ed25519PrivateKey.generate()
SINCE = date(2026, 1, 1)
PHONE = "13800000000"


def declared(service_id: str) -> DeclaredService:
    return entry_of(shipped().services[service_id])


def item(service_id: str) -> ServiceItem:
    return item_of(shipped(), service_id, UseLevel.CITY, ("p1",))


def sample(one: Field) -> str:
    """Something that this field takes, as it would be keyed in."""
    known = {Kind.PHONE: PHONE, Kind.USCC: USCC, Kind.ID_NUMBER: NUMBER, Kind.DAY: "20261201", Kind.MONTH: "202612"}
    if one.kind in known:
        return known[one.kind]
    if one.kind in (Kind.WHOLE, Kind.DECIMAL):
        return str(max(1, math.ceil(one.schema.get("minimum", 1))))
    pattern = str(one.schema.get("pattern", ""))
    if pattern:
        return find(from_regex(pattern, fullmatch=True), lambda text: text == text.strip() and text.isprintable())
    least, most = int(one.schema.get("minLength", 1)), one.length
    return ("Synthetic" * 60)[: max(least, min(most, 9))]


def every_kind() -> tuple[DeclaredService, ServiceItem]:
    """A service of ours whose form asks everything that a form can ask, beside what is shipped."""
    purposes = {"x-purpose": "decide", "x-prefill": {"source": "visitor"}}
    known = {
        "fair": {"type": "boolean", "title": "愿意参加招聘会吗？", "x-english": "Come to the job fair?"},
        "days": {
            "type": "array",
            "uniqueItems": True,
            "items": {"enum": ["mon", "thu"]},
            "title": "哪几天方便",
            "x-english": "Which days",
            "x-options": {"mon": ["星期一", "Monday"], "thu": ["星期四", "Thursday"]},
        },
        "month": {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[0-2])$", "title": "哪个月", "x-english": "Month"},
        "number": {
            "type": "string",
            "pattern": "^[1-9][0-9]{16}[0-9X]$",
            "title": "身份证号",
            "x-english": "Identity number",
        },
        "pay": {
            "type": "number",
            "minimum": 0.5,
            "maximum": 99_999,
            "title": "月薪",
            "x-english": "Monthly pay",
            "x-unit": ["元", "yuan"],
        },
    }
    row = {
        "type": "object",
        "additionalProperties": False,
        "required": ["post", "people"],
        "properties": {
            "post": {"type": "string", "maxLength": 20, "title": "岗位", "x-english": "Post", **purposes},
            "people": {"type": "integer", "minimum": 1, "title": "人数", "x-english": "People", **purposes},
        },
    }
    posts = {"type": "array", "minItems": 1, "maxItems": 5, "items": row, "title": "主要岗位", "x-english": "Whom"}
    fields = {name: {**schema, **purposes} for name, schema in {**known, "posts": posts}.items()}
    form = item("S801").form or {}
    new = {**form, "properties": {**form["properties"], **fields}, "required": [*form["required"], *fields]}  # type: ignore[dict-item,misc]  # JSON
    page = FormPage(id="kinds", title=Words(zh="别的问题", en="Other questions"), fields=tuple(fields))
    service = declared("S801")
    return service.model_copy(update={"pages": (*service.pages, page)}), item("S801").model_copy(update={"form": new})


@dataclass
class Publisher:
    """Publishes packs, and hands them out."""

    version: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    signed: tuple[SignedManifest, ...] = ()

    def publish(
        self, services: Iterable[DeclaredService], items: Iterable[ServiceItem], gone: Iterable[str] = ()
    ) -> None:
        self.version += 1
        published = (PublishedItem(effective_from=SINCE, item=one) for one in items)
        packs = {
            DeclaredService.PACK: entries.laid_out(DeclaredService, services),
            service_pack.PACK: service_pack.laid_out(published, gone=tuple(gone)),
        }
        self.signed = tuple(self._signed(name, contents) for name, contents in packs.items())

    def _signed(self, name: str, contents: dict[str, bytes]) -> SignedManifest:
        hashes = {path: hashlib.sha256(content).hexdigest() for path, content in contents.items()}
        self.files |= {hashes[path]: content for path, content in contents.items()}
        listed = tuple(
            PackFile(path=path, sha256=hashes[path], size=len(content)) for path, content in contents.items()
        )
        return sign_manifest(
            KEY, PackManifest(name=name, version=self.version, made_at=datetime.now(UTC), files=listed)
        )

    def pack_changes(self, since: str) -> Accepted[PackChanges | None]:
        cursor = f"{'e' * 16}-{self.version}"
        return Accepted(PackChanges.model_construct(cursor=cursor, whole=not since, manifests=self.signed))

    def pack_file_part(self, sha256: str, offset: int) -> Accepted[bytes]:
        return Accepted(self.files[sha256][offset:])


@dataclass
class DeclaredHall:
    terminal: QuickTerminal
    publisher: Publisher = field(default_factory=Publisher)

    def __post_init__(self) -> None:
        home = self.terminal.home / "shelf"
        home.mkdir()
        self.shelf = PackShelf(home, KEY.public_key())
        shell = self.terminal.shell
        shell._hands = replace(self.terminal.hands, packs=self.shelf)
        shell._item_guides = ItemGuides(shell._hands, shell._close_by_items)
        shell._declared = DeclaredServices(shell._hands, shell._offer_declared)

    def offers(self, *service_ids: str, now: datetime | None = None) -> None:
        """What shipped declarations say, on this terminal's shelf and in its menu."""
        self.publisher.publish(map(declared, service_ids), map(item, service_ids))
        self.pulls(now)
        self.terminal.waits_for(lambda: set(service_ids) <= set(self.terminal.shell.menu.declared))

    def pulls(self, now: datetime | None = None) -> None:
        self.shelf.bring_up_to_date(self.publisher, now or datetime.now(UTC))
        self.terminal.shell._look_at_the_clock()

    @property
    def flow(self) -> Any:
        return self.terminal.flow

    @property
    def stage(self) -> str:
        return str(self.flow.stage.name)

    def filed(self) -> list[ApplicationFiled]:
        return [one for one in self.terminal.central.applied if isinstance(one, ApplicationFiled)]

    def reason(self, service_id: str) -> str:
        shell = self.terminal.shell
        row = shell.menu.row_of(service_id, shell.around, shell.say)
        return str(row["reason"] if row["closed"] else "")

    # ---- the visitor ----

    def begins(self, service_id: str) -> None:
        self.terminal.shell.start()
        self.terminal.shell.openService(service_id)
        self.terminal.sees("Opening")

    def shows_a_licence(self, *, uscc: str = USCC, age: timedelta = timedelta()) -> None:
        code = f"code-{datetime.now(UTC).timestamp()}"
        issued = datetime.now(UTC) - age
        licence = ShownLicence(issued, {NUMBER: HolderRole.LEGAL_REPRESENTATIVE}, uscc=uscc)
        self.terminal.central.show_licence(code, licence)
        self.terminal.scanner.show(Scan(code))

    def comes_to(self, wanted: str, *, most: int = 200) -> None:
        """Answers whatever is asked until that stage is up."""
        for _ in range(most):
            if self.stage == wanted:
                return
            self.answers()
        raise AssertionError(f"{wanted} did not come up; at {self.stage}: {self.flow.question}")

    def answers(self) -> None:
        """The page that is up, and on to the next."""
        before, stage = self.flow._turns, self.stage
        match stage.partition(".")[0]:
            case "card":
                self.terminal.reader.show(a_card())
            case "licence":
                self.shows_a_licence()
            case "prefill":
                pass  # others are waited for: to confirm is not to wait for them
            case _:
                self._fills_in(stage)
                self.flow.confirm()
        self.terminal.waits_for(lambda: self.flow._turns != before or self.terminal.shell.page_name == "Problem")
        if self.terminal.shell.page_name == "Problem":
            self.terminal.shell.chooseWay("key")

    def _fills_in(self, stage: str) -> None:
        match stage.partition(".")[0]:
            case "consents":
                for row in self.flow.consents:
                    if not row["agreed"]:
                        self.flow.toggleConsent(row["id"])
            case "enterprise":
                self.flow.setEnterpriseCode(USCC)
            case "ask":
                self.flow.choose(self.flow.question["options"][0]["id"])
            case "phone":
                self.flow.write(PHONE)
            case "commitment":
                for row in self.flow.commitment["clauses"]:
                    if not row["ticked"]:
                        self.flow.toggleClause(row["id"])
            case "field" | "row":
                self._answers_a_field()

    def _answers_a_field(self) -> None:
        if self.flow.stage.page == "RowsField":
            if not self.flow.rows["complete"]:
                self._adds_a_row()
            return
        asked = self.flow.question
        if asked["options"]:
            if not any(row["chosen"] for row in asked["options"]):
                self.flow.choose(asked["options"][0]["id"])
        elif not asked["text"]:
            self.flow.write(sample(self.flow.field_here))

    def _adds_a_row(self) -> None:
        listed = self.stage
        self.flow.addRow()
        while self.stage != listed:
            self._answers_a_field()
            self.flow.confirm()
