"""The dock: stage directions for the simulated hall, from a second window beside the terminal's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtQml import QQmlApplicationEngine

from devices.simulators.hall_client import HallClient
from kiosk.background import Homecoming, Worker
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot

QML_IMPORT_NAME = "kiosk.dock"
QML_IMPORT_MAJOR_VERSION = 1

Direction = dict[str, object]

SAMPLE = {"holder": "zhang", "uscc": "91441900MA0TE5T16P"}
SLOT = {"device": "smart-card"}
WIRE = "wire"


def _plugs(device: str) -> tuple[tuple[str, Direction], ...]:
    return (("拔掉", {"do": "unplug", "device": device}), ("插上", {"do": "plug", "device": device}))


def _keys(*names: str) -> tuple[tuple[str, Direction], ...]:
    return tuple((f"按 {name}", {"do": "press", "key": name}) for name in names)


@dataclass(frozen=True)
class Section:
    """One device's directions. It stands in the dock where both the hall and this terminal have the device."""

    device: str
    title: str
    directions: tuple[tuple[str, Direction], ...]


SECTIONS: tuple[Section, ...] = (
    Section(
        "card-reader",
        "身份证 ID card",
        (
            ("放上张测试的卡", {"do": "place-card", "card": "zhang"}),
            ("放上李测试的卡", {"do": "place-card", "card": "li"}),
            ("放上过期的卡", {"do": "place-card", "card": "sun-expired"}),
            ("放上无关的人的卡", {"do": "place-card", "card": "zhou-stranger"}),
            ("放上银行卡", {"do": "place-card", "card": "bank-card"}),
            ("拿走", {"do": "take-card"}),
            *_plugs("card-reader"),
        ),
    ),
    Section(
        "smart-card",
        "插卡口 card slot",
        (
            ("插入工作卡", {**SLOT, "do": "insert-card", "staff": "DG-0001"}),
            ("插入抄来的工作卡", {**SLOT, "do": "insert-card", "staff": "DG-0001", "copied": True}),
            ("插入社保卡", {**SLOT, "do": "insert-card", "card": "zhang"}),
            ("拔出卡", {**SLOT, "do": "remove-card"}),
            *_plugs("smart-card"),
        ),
    ),
    Section(
        "code-scanner",
        "手机 phone",
        (
            ("出示执照码", {"do": "phone-code", "age": 0, **SAMPLE}),
            ("有处罚的企业", {"do": "phone-code", "age": 0, "holder": "zhang", "uscc": "91441900MA0TE5T408"}),
            ("过期的码", {"do": "phone-code", "age": 400, **SAMPLE}),
            ("纸上的企业码", {"do": "show-code", "text": "https://example.invalid/qy/91441900MA0TE5T16P"}),
            *_plugs("code-scanner"),
        ),
    ),
    Section(
        "page-printer",
        "A4 打印机 page printer",
        (
            ("没纸", {"do": "paper", "printer": "page", "sheets": 0}),
            ("只剩 1 张", {"do": "paper", "printer": "page", "sheets": 1}),
            ("加满纸", {"do": "paper", "printer": "page", "sheets": 250}),
            ("下一份卡纸", {"do": "jam", "printer": "page", "after": 1}),
            ("打开盖子", {"do": "cover", "printer": "page", "open": True}),
            ("关上盖子", {"do": "cover", "printer": "page", "open": False}),
            *_plugs("page-printer"),
        ),
    ),
    Section(
        "receipt-printer",
        "小票机 receipt printer",
        (
            ("没纸", {"do": "paper", "printer": "receipt", "sheets": 0}),
            ("换新纸卷", {"do": "paper", "printer": "receipt", "sheets": 100}),
            ("打开盖子", {"do": "cover", "printer": "receipt", "open": True}),
            ("关上盖子", {"do": "cover", "printer": "receipt", "open": False}),
            ("切刀卡住", {"do": "cutter", "stuck": True}),
            ("切刀修好", {"do": "cutter", "stuck": False}),
            ("脱机", {"do": "offline", "printer": "receipt", "on": True}),
            ("联机", {"do": "offline", "printer": "receipt", "on": False}),
            *_plugs("receipt-printer"),
        ),
    ),
    Section(
        "keypad",
        "语音键盘 keypad",
        (
            *_keys("up", "down", "ok", "back", "help"),
            ("插上耳机", {"do": "headphones", "inserted": True}),
            ("拔下耳机", {"do": "headphones", "inserted": False}),
            *_plugs("keypad"),
        ),
    ),
    Section(
        "presence-sensor",
        "人体感应 presence",
        (
            ("有人走近", {"do": "presence", "near": True}),
            ("人走开了", {"do": "presence", "near": False}),
            *_plugs("presence-sensor"),
        ),
    ),
    Section("lamp", "状态灯 lamp", _plugs("lamp")),
    Section("sound", "声音 sound", _plugs("sound")),
    Section(
        WIRE,
        "网络 wire",
        (
            ("接好", {"do": "wire", "state": "whole"}),
            ("剪断", {"do": "wire", "state": "cut"}),
            ("很慢", {"do": "wire", "state": "slow"}),
            ("出错", {"do": "wire", "state": "error"}),
            ("要登录的网页", {"do": "wire", "state": "html"}),
        ),
    ),
)


def offered(look: Mapping[str, object], fitted: Collection[str]) -> tuple[Section, ...]:
    """Those for what stands in this hall, as its own look tells, and hangs on this terminal; and for the wire to the centre."""
    return tuple(section for section in SECTIONS if section.device in look and section.device in {*fitted, WIRE})


@QmlElement
@QmlUncreatable("the dock's window hands it in")
class Dock(QObject):
    """Says a direction to the hall on a thread of its own and shows what came back."""

    changed = Signal()

    def __init__(self, control: Path, home: Homecoming, fitted: Collection[str]) -> None:
        """`fitted`: the names of the devices that this terminal has."""
        super().__init__()
        self._fitted = fitted
        self._hall = HallClient(control)
        self._worker = Worker("dock", home, lambda _: None)
        self._answer = ""
        self._sections: tuple[Section, ...] = ()
        self._engine = QQmlApplicationEngine()
        self._engine.setInitialProperties({"dock": self})
        self._engine.load(QUrl.fromLocalFile(str(Path(__file__).parent / "DockWindow.qml")))
        self._worker.do(lambda: self._hall.direct(do="look"), self._looked, lambda error: self._said(f"✗ {error}"))

    def close(self) -> None:
        """Before the application ends: the window goes before what it shows."""
        for window in self._engine.rootObjects():
            window.setProperty("visible", False)
        self._engine.deleteLater()
        self._worker.stop()

    @Property("QVariantList", notify=changed)
    def sections(self) -> list[dict[str, object]]:
        """title, directions: [words]"""
        return [
            {"title": section.title, "directions": [words for words, _ in section.directions]}
            for section in self._sections
        ]

    @Property(str, notify=changed)
    def answer(self) -> str:
        return self._answer

    @Slot(int, int)
    def direct(self, section: int, row: int) -> None:
        words, direction = self._sections[section].directions[row]
        self._worker.do(
            lambda: self._hall.direct(**direction),
            lambda _: self._said(f"✓ {words}"),
            lambda error: self._said(f"✗ {words}: {error}"),
        )

    def _looked(self, look: dict[str, object]) -> None:
        self._sections = offered(look, self._fitted)
        self.changed.emit()

    def _said(self, words: str) -> None:
        self._answer = words
        self.changed.emit()
