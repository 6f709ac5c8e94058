"""The dock: every direction it offers is one that the hall understands, and only devices that stand in the hall are offered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.simulators.hall import Hall
from kiosk.dock.dock import SECTIONS, offered

NEEDS_A_CENTRE = {"phone-code"}


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path, centre_port=9, paced=False)
    hall.start()
    yield hall
    hall.stop()


def test_hall_carries_out_every_direction_of_the_dock(hall: Hall) -> None:
    directions = [
        direction
        for section in offered(hall.look(), hall.look())
        for _, direction in section.directions
        if direction["do"] not in NEEDS_A_CENTRE
    ]
    refused: list[str] = []

    for direction in directions:
        try:
            hall.direct(json.loads(json.dumps(direction)))
        except (KeyError, ValueError) as why:
            refused.append(f"{direction}: {why}")

    assert refused == []


def test_only_what_stands_in_the_hall_and_hangs_on_the_terminal_is_offered() -> None:
    shown = offered({"card-reader": {}, "smart-card": {}, "wire": "whole"}, {"card-reader", "lamp"})

    assert [section.device for section in shown] == ["card-reader", "wire"]


def test_every_device_of_this_hall_has_its_section(hall: Hall) -> None:
    standing = {device for device in hall.look() if device not in {"printed", "wedge-scanner"}}

    assert standing <= {section.device for section in SECTIONS}
