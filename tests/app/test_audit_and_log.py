"""The diary shows every edit; neither diary nor log takes a person in."""

from __future__ import annotations

import hashlib
import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from filing_samples import CANARIES, NOW, after
from hypothesis import given
from hypothesis import strategies as st

import app.log
from app.audit import GENESIS, AuditLog, NotForTheAudit, verify_chain


def diary(path: Path, entries: int = 5) -> str:
    """A diary of some entries; its head."""
    audit = AuditLog(path)
    for number in range(entries):
        audit.append(actor="terminal", action="job.filed", object=f"job:{number}", at=after(number))
    audit.close()
    return audit.head


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


def test_an_untouched_diary_holds_and_goes_on_where_it_stopped(path: Path) -> None:
    diary(path, 3)
    head = diary(path, 2)

    verdict = verify_chain(path, head=head)

    assert verdict.holds
    assert (verdict.entries, verdict.head) == (5, head)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_diary_holds(path: Path) -> None:
    AuditLog(path).close()

    assert verify_chain(path, head=GENESIS).holds


def test_two_who_write_one_diary_write_one_chain(path: Path) -> None:
    """The terminal, and a settlement on the command line."""
    writers = [AuditLog(path) for _ in range(2)]

    for turn in (0, 1, 1, 0, 0, 1):
        writers[turn].append(actor="staff", action="b", object=f"turn:{turn}", at=NOW)

    verdict = verify_chain(path, head=writers[0].head)
    for writer in writers:
        writer.close()
    assert verdict.holds
    assert verdict.entries == 6


def test_entry_another_left_half_written_is_dropped_and_the_chain_goes_on(path: Path) -> None:
    audit = AuditLog(path)
    audit.append(actor="a", action="b", at=NOW)
    with path.open("ab") as torn:
        torn.write(b'{"action":"b","actor"')

    audit.append(actor="a", action="c", at=NOW)
    audit.close()

    assert verify_chain(path).holds
    assert verify_chain(path).entries == 2


def rehashed(line: bytes) -> bytes:
    """An edit by someone who knows how the hash is made."""
    entry = json.loads(line.replace(b"job:2", b"job:7"))
    del entry["hash"]
    canonical = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()
    entry["hash"] = hashlib.sha256(canonical).hexdigest()
    return json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()


TAMPERINGS = {
    "edited and hashed again": lambda lines: [*lines[:2], rehashed(lines[2]), *lines[3:]],
    "edited": lambda lines: [*lines[:2], lines[2].replace(b"job:2", b"job:7"), *lines[3:]],
    "deleted": lambda lines: lines[:2] + lines[3:],
    "reordered": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    "doubled": lambda lines: lines[:2] + lines[1:],
    "first one gone": lambda lines: lines[1:],
    "spaces put in": lambda lines: [lines[0].replace(b":", b": ", 1), *lines[1:]],
    "not JSON": lambda lines: [lines[0], b"x", *lines[2:]],
    "not an object": lambda lines: [lines[0], b"[]", *lines[2:]],
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampered_diary_shows_where(path: Path, name: str) -> None:
    diary(path)
    lines = TAMPERINGS[name](path.read_bytes().splitlines())
    path.write_bytes(b"".join(line + b"\n" for line in lines))

    verdict = verify_chain(path)

    assert not verdict.holds
    assert verdict.broken_at in (1, 2, 3, 4)


def test_an_end_cut_off_shows_against_the_head_kept_elsewhere(path: Path) -> None:
    head = diary(path)
    whole = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(whole[:-1]))

    assert verify_chain(path).holds, "the rest follows"
    assert verify_chain(path, head=head).head_missing
    assert not verify_chain(path, head=head).holds


@given(st.data())
def test_any_changed_byte_shows(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    path = tmp_path_factory.mktemp("audit") / "audit.jsonl"
    head = diary(path, 3)
    content = bytearray(path.read_bytes())
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)

    assert not verify_chain(path, head=head).holds


def test_an_entry_torn_by_a_power_cut_is_dropped_and_the_diary_goes_on(path: Path) -> None:
    diary(path, 3)
    whole = path.read_bytes()
    start = whole[:-1].rfind(b"\n") + 1

    for cut in range(start, len(whole)):
        path.write_bytes(whole[:cut])
        head = diary(path, 1)
        assert verify_chain(path, head=head).holds
        assert verify_chain(path).entries == 3


@pytest.mark.parametrize("canary", CANARIES)
def test_the_diary_takes_no_name_and_no_number(path: Path, canary: str) -> None:
    audit = AuditLog(path)

    for place in ("actor", "action", "object", "result"):
        with pytest.raises(NotForTheAudit) as refused:
            audit.append(**({"actor": "a", "action": "b"} | {place: canary}), at=NOW)  # type: ignore[arg-type]  # one of four texts
        assert canary not in str(refused.value)

    audit.close()
    assert path.read_bytes() == b""


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    app.log.set_up(file=tmp_path / "terminal.log")
    yield tmp_path / "terminal.log"
    for handler in root.handlers:
        handler.close()
    root.handlers[:], root.level = handlers, level


def written(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_what_is_on_the_list_is_written_and_the_rest_is_hidden(lines: Path) -> None:
    log = app.log.get_logger("test")

    log.info("link", online=True, cause="timeout", attempts=3, seconds=1.5, refusal=None)
    log.info("visit", holder="anyone", service="S901")

    first, second = written(lines)
    assert (first["event"], first["online"], first["cause"], first["attempts"]) == ("link", True, "timeout", 3)
    assert (first["logger"], first["level"], first["seconds"], first["refusal"]) == ("guanjia.test", "info", 1.5, None)
    assert (second["holder"], second["service"]) == (app.log.HIDDEN, "S901")


@pytest.mark.parametrize("canary", CANARIES)
def test_a_person_in_an_allowed_field_is_hidden_all_the_same(lines: Path, canary: str) -> None:
    log = app.log.get_logger("test")

    log.warning(canary, code=canary, detail=canary)
    log.error("number", count=int("0" + "".join(filter(str.isdigit, canary))))
    logging.getLogger("some.library").warning("refused %s", canary)
    try:
        raise ValueError(canary)
    except ValueError as error:
        log.error("failed", exc_info=error)

    assert canary not in lines.read_text("utf-8")
    assert [line["level"] for line in written(lines)] == ["warning", "error", "warning", "error"]
    assert written(lines)[3]["defect"] == "ValueError"


def test_wire_bytes_have_a_level_of_their_own_that_is_off(lines: Path) -> None:
    logging.getLogger("guanjia.devices").log(app.log.TRAFFIC, "AA AA AA 96 69")
    logging.getLogger("guanjia.devices").debug("quiet")

    assert lines.read_text() == ""
    assert logging.getLevelName(app.log.TRAFFIC) == "TRAFFIC"
    assert app.log.TRAFFIC < logging.DEBUG
