"""`guanjia services list`: what is open here by the packs on hand, why the rest is not, in columns that line up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from test_enrolment import root_pem
from test_on_hand import KEY, NOW, Hall

from app import config, enrolment
from app.contract.declared_services import DeclaredService
from app.contract.entries import laid_out
from app.contract.service_items import PublishedItem, UseLevel
from app.contract.service_pack import laid_out as laid_out_items
from app.packs import HOLDS
from central.declarations.entries import entry_of
from central.declarations.items import item_of
from central.declarations.reading import shipped
from kiosk.command_line import main
from kiosk.services_command_line import Line, in_columns, lines_of, menu_of, width

DECLARED = ("S203", "S801", "S907")


@pytest.fixture
def hall(tmp_path: Path) -> Hall:
    """An enrolled terminal with three declared services on its shelf."""
    found = Hall(tmp_path)
    enrolment.enrol(
        tmp_path,
        terminal_id="T0003",
        centre="demo",
        root_pem=root_pem(),
        sealing_public_key=bytes(32),
        signing_public_key=KEY.public_key().public_bytes_raw(),
        incarnation="0" * 32,
    )
    entries = [entry_of(shipped().services[one]) for one in DECLARED]
    items = [item_of(shipped(), one, UseLevel.CITY, ("nobody",)) for one in DECLARED]
    found.centre.publish(DeclaredService.PACK, laid_out(DeclaredService, entries))
    published = [PublishedItem(effective_from=item.plan_effective_date, item=item) for item in items]
    found.centre.publish("service-items", laid_out_items(published, (), ()))
    assert found.pulls()
    return found


def listed(hall: Hall) -> dict[str, Line]:
    return {line.id: line for line in lines_of(menu_of(hall.home, hall.now))}


def test_every_service_of_the_plan_is_listed_with_level_and_class(hall: Hall) -> None:
    lines = listed(hall)

    assert len(lines) == 80
    assert (lines["S203"].identity, lines["S203"].offline, lines["S203"].open) == ("N3", "O2", True)
    assert (lines["S907"].identity, lines["S907"].offline) == ("N3", "O3")
    assert (lines["S801"].zone, lines["S801"].name) == ("招工求职", "登记招工")


def test_what_is_not_here_says_so(hall: Hall) -> None:
    lines = listed(hall)

    assert {service for service, line in lines.items() if line.open} >= {*DECLARED, "S101", "S901", "S903"}
    assert (lines["S104"].open, lines["S104"].code) == (False, "not-on-this-terminal")
    assert lines["S104"].words == "这台机暂不办理"
    assert not lines["S503"].open


def test_towns_own_copy_of_an_item_counts_where_the_terminal_stands(hall: Hall) -> None:
    city, own = (item_of(shipped(), "S801", level, ("nobody",)) for level in (UseLevel.CITY, UseLevel.TOWN))
    own = own.model_copy(update={"is_service_terminals": False})
    published = [PublishedItem(effective_from=one.plan_effective_date, item=one) for one in (city, own)]
    hall.centre.publish("service-items", laid_out_items(published, (), ()))
    hall.pulls()

    elsewhere = listed(hall)["S801"]
    config.write_default(hall.home / config.FILE, town=own.town_name)
    there = listed(hall)["S801"]

    assert elsewhere.open
    assert (there.open, there.code) == (False, "closed-item-not-here")


def test_withdrawn_item_closes_its_service(hall: Hall) -> None:
    hall.centre.publish("service-items", laid_out_items((), (), {shipped_code("S203")}))
    hall.pulls()

    lines = listed(hall)

    assert (lines["S203"].open, lines["S203"].code) == (False, "closed-item-withdrawn")


def test_packs_that_are_too_old_close_what_depends_on_them(hall: Hall) -> None:
    hall.now = NOW + HOLDS + timedelta(hours=1)

    lines = listed(hall)

    assert lines["S203"].code == "closed-packs-old"
    assert lines["S101"].open


def test_terminal_that_is_not_enrolled_lists_what_it_has_code_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["services", "list", "--home", str(tmp_path), "--json"]) == 0

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 80
    assert {row["id"] for row in rows if row["open"]} >= {"S101", "S901"}
    assert not next(row for row in rows if row["id"] == "S203")["open"]


def test_columns_line_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["services", "list", "--home", str(tmp_path)]) == 0

    header, *lines, total = capsys.readouterr().out.splitlines()
    at = width(header[: header.index("名称")])
    assert all(_starts_a_cell(line, at) for line in lines)
    assert total.endswith("/ 80 开放")
    assert in_columns([("a", "中", "x"), ("中文", "b", "y")]) == ["a     中  x", "中文  b   y"]


def _starts_a_cell(line: str, at: int) -> bool:
    """Whether a column begins at this place, with the gap before it."""
    ends = list(_ends(line))
    return at in ends and line[ends.index(at) - 1] == " " and line[ends.index(at)] != " "


def _ends(line: str) -> Iterator[int]:
    """Where each character of a line begins, in places."""
    here = 0
    for one in line:
        yield here
        here += width(one)


def shipped_code(service_id: str) -> str:
    return entry_of(shipped().services[service_id]).catalog_code
