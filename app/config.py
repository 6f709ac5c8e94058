"""What a terminal is told about itself and its hall: terminal.toml, read once, refused with words when it cannot be.

Every field says in `description` what is expected; an error names file, key and that expectation, and a key nobody knows is
answered with the nearest one. `terminal.toml` as set-up writes it carries the same words as comments.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from app.errors import ConfigRefused
from app.hardware import STRICT, Devices, EvdevPresenceSensor, LedLamp, NodePath, PcscReader, PhotoDecoder
from app.private_files import write_private
from app.toml_shape import parse, rooted
from app.toml_text import placed, text_of

FILE = "terminal.toml"
_HTTP = r"^https?://[A-Za-z0-9.\[\]:_-]+(/.*)?$"


@dataclass(frozen=True, config=STRICT)
class Screen:
    px_per_mm: float = Field(
        default=3.78, gt=0.5, lt=40, description="pixels per millimetre of the screen, between 0.5 and 40"
    )
    orientation: Literal["portrait", "landscape"] = Field(default="portrait", description='"portrait" or "landscape"')
    fullscreen: bool = Field(default=True, description="true in a hall, false on a desk")
    floor_to_picture_mm: float = Field(
        default=0,
        ge=0,
        le=2_000,
        description="millimetres from the floor to the picture's lower edge; 低位 is offered by it; 0: not measured",
    )
    reach_from_mm: float = Field(
        default=380, ge=0, le=1_000, description="millimetres above the floor: the lowest a seated hand comes (380)"
    )
    reach_to_mm: float = Field(
        default=1_220, ge=600, le=2_000, description="the same to the highest: 1220; 1120 over a deep shelf"
    )


@dataclass(frozen=True, config=STRICT)
class CentralServer:
    url: str = Field(
        default="http://127.0.0.1:8420", pattern=_HTTP, description="the centre's address, http:// or https://"
    )
    timeout_seconds: float = Field(default=8.0, gt=0, le=60, description="seconds one call may take, up to 60")
    ca_file: NodePath = Field(
        default="", description="PEM file of the authority behind an https centre; empty for the system's own"
    )


@dataclass(frozen=True, config=STRICT)
class Idle:
    """Seconds without a touch. `elder_seconds` takes the place of `wipe_seconds` for visitors who asked for more time."""

    warn_seconds: int = Field(
        default=60, ge=5, le=600, description="whole seconds until the visitor is asked, 5 to 600"
    )
    wipe_seconds: int = Field(
        default=80, ge=10, le=900, description="whole seconds until everything is wiped, more than warn_seconds"
    )
    elder_seconds: int = Field(
        default=180, ge=10, le=1_800, description="the same for who asked for more time, at least wipe_seconds"
    )
    gone_seconds: int = Field(
        default=0,
        ge=0,
        le=600,
        description="whole seconds after the presence sensor saw the visitor go until they are asked; 0: it hurries nobody",
    )


@dataclass(frozen=True, config=STRICT)
class Staff:
    phone: str = Field(
        default="0769-12345", pattern=r"^[0-9+ -]{3,20}$", description="the hall's telephone: digits, spaces, hyphens"
    )


@dataclass(frozen=True, config=STRICT)
class Keeping:
    """How much may wait for the centre before nothing new is taken, and what is kept free on the disk."""

    most_jobs: int = Field(default=5_000, ge=1, le=1_000_000, description="whole number of jobs, 1 to 1000000")
    most_megabytes: int = Field(default=4_096, ge=1, le=1_048_576, description="whole megabytes of what waits")
    most_days: int = Field(default=14, ge=1, le=365, description="whole days the oldest may wait, 1 to 365")
    least_free_megabytes: int = Field(
        default=500, ge=1, le=1_048_576, description="whole megabytes; on a small disk a tenth of it is enough"
    )
    reserve_megabytes: int = Field(
        default=64, ge=0, le=4_096, description="whole megabytes kept back for finishing what was filed; 0: none"
    )


@dataclass(frozen=True, config=STRICT)
class Sound:
    """The voice. Measure once, where the visitor's head is: guanjia voice calibrate plays what is measured."""

    full_volume_dba: float = Field(
        default=77.0,
        ge=65,
        le=110,
        description="dB(A) that a sound meter shows there while the voice plays at full, 65 to 110; every visit begins at 65",
    )
    recordings: NodePath = Field(
        default="",
        description="folder with a person's recordings, cmn/HASH.wav and so on, which go before the rendered voice; or empty",
    )


@dataclass(frozen=True, config=STRICT)
class Metrics:
    file: NodePath = Field(
        default="", description="file ending in .prom for node-exporter's textfile collector; empty: none is written"
    )
    port: int = Field(
        default=0, ge=0, le=65_535, description="port on 127.0.0.1 where the same text is served; 0: it is not"
    )


@dataclass(frozen=True, config=STRICT)
class SimulatedHall:
    control: NodePath = Field(
        min_length=1, description="control socket of the simulated hall; leave [hall] out in a real one"
    )


@dataclass(frozen=True, config=STRICT)
class TerminalConfig:
    terminal_id: str = Field(
        default="T0003",
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$",
        description="the name the centre enrolled: letters, digits, - and _",
    )
    short_name: str = Field(
        default="03",
        pattern=r"^[0-9A-Z]{1,6}$",
        description="digits or capitals on receipts and local numbers, such as 03",
    )
    site: str = Field(
        default="寮步镇政务服务中心", min_length=1, max_length=60, description="the hall's name as it is printed"
    )
    town: str = Field(default="寮步镇", min_length=1, max_length=30, description="the town this terminal stands in")
    screen: Screen = Field(default=Screen(), description="the screen")
    central: CentralServer = Field(default=CentralServer(), description="the centre")
    devices: Devices = Field(default=Devices(), description="the devices")
    photo_decoder: PhotoDecoder = Field(default=PhotoDecoder(), description="a vendor's library for the card's photo")
    idle: Idle = Field(default=Idle(), description="when nobody touches the screen")
    staff: Staff = Field(default=Staff(), description="who helps here")
    sound: Sound = Field(default=Sound(), description="how loud the voice is, and whose it is")
    outbox: Keeping = Field(default=Keeping(), description="how much may wait for the centre")
    metrics: Metrics = Field(default=Metrics(), description="figures for whoever watches over many terminals")
    hall: SimulatedHall | None = Field(default=None, description="the simulated hall, if this is one")


def load(path: Path) -> TerminalConfig:
    """The configuration at `path`. Raises ConfigRefused, naming every wrong key at once."""
    try:
        return _checked(path, path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigRefused(f"{path}: 没有这个文件 / it is missing: set the terminal up first") from None
    except (OSError, UnicodeError) as wrong:
        raise ConfigRefused(f"{path}: 读不出 / it cannot be read: {wrong}") from None


def write_default(path: Path, **overrides: Any) -> TerminalConfig:
    """Write a configuration with comments, for set-up, and return it as `load` would.

    An override is named by its key with `_` between the levels: `terminal_id`, `central_url`, `devices_card_reader_port`.
    Raises ConfigRefused for a name that is no key or a value that cannot be; nothing is written then.
    """
    text = text_of(TerminalConfig, placed(TerminalConfig, overrides, path))
    config = _checked(path, text)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, text.encode(), mode=0o644)
    return config


def _checked(path: Path, text: str) -> TerminalConfig:
    try:
        written = tomllib.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise ConfigRefused(f"{path}: 不是 TOML / it cannot be read as TOML: {wrong}") from None
    config = parse(TerminalConfig, written, path)
    if impossible := list(_contradictions(config)):
        raise ConfigRefused("\n".join(f"{path}: {problem}" for problem in impossible))
    return rooted(config, path.resolve().parent)


def _contradictions(config: TerminalConfig) -> Iterator[str]:
    """Keys that are right each by itself and cannot be together."""
    idle, cards = config.idle, config.devices.smart_card
    sensor, lamp = config.devices.presence_sensor, config.devices.lamp
    if not idle.warn_seconds < idle.wipe_seconds <= idle.elder_seconds:
        yield "idle: 应为 / expected warn_seconds < wipe_seconds <= elder_seconds"
    if isinstance(cards, PcscReader) and bool(cards.staff_authorities) is not bool(cards.staff_roster):
        yield "devices.smart_card: 应为 / expected both staff_authorities and staff_roster, or neither"
    if isinstance(sensor, EvdevPresenceSensor) and sensor.near > sensor.far:
        yield "devices.presence_sensor: 应为 / expected near <= far"
    if isinstance(lamp, LedLamp) and not (lamp.free or lamp.in_use or lamp.needs_staff):
        yield "devices.lamp: 应为 / expected at least one of free, in_use, needs_staff"
