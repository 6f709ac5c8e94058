"""S003 问一问: the standard answer without the wire, a slip, a word back; and nothing of what was asked is left."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from quick_terminal import QuickTerminal

from app.central import Accepted
from app.contract.entries import fingerprint, laid_out
from app.contract.jobs import JobKind
from app.contract.knowledge import KnowledgeEntry
from app.contract.packs import PackChanges, PackFile, PackManifest, SignedManifest, sign_manifest
from app.packs import HOLDS, PackShelf
from central.packs.service_knowledge import service_knowledge
from kiosk.services.items.ask.flow import MOST_ENGLISH, MOST_IN_A_PART, _parts
from kiosk.services.items.ask.slip import slip_of
from printing.document import Number

KEY = Ed25519PrivateKey.generate()
NOW = datetime.now(UTC)
ANSWERS = tuple(service_knowledge(lambda _: True))
CANARY = "鹦鹉螺号潜水艇"


@dataclass
class Centre:
    """Publishes answers, and hands them out."""

    version: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    signed: SignedManifest | None = None

    def publish(self, entries: Iterable[KnowledgeEntry]) -> None:
        contents = laid_out(KnowledgeEntry, entries)
        self.version += 1
        self.files = {hashlib.sha256(content).hexdigest(): content for content in contents.values()}
        listed = tuple(
            PackFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
            for path, content in contents.items()
        )
        manifest = PackManifest(name=KnowledgeEntry.PACK, version=self.version, made_at=NOW, files=listed)
        self.signed = sign_manifest(KEY, manifest)

    def pack_changes(self, since: str) -> Accepted[PackChanges | None]:
        manifests = (self.signed,) if self.signed else ()
        cursor = f"{'e' * 16}-{self.version}"
        return Accepted(PackChanges.model_construct(cursor=cursor, whole=not since, manifests=manifests))

    def pack_file_part(self, sha256: str, offset: int) -> Accepted[bytes]:
        return Accepted(self.files[sha256][offset:])


@pytest.fixture
def asking(terminal: QuickTerminal, tmp_path: Path) -> Iterator[QuickTerminal]:
    """A terminal whose shelf has the answers, and whose wire is cut."""
    centre, shelf = Centre(), PackShelf(tmp_path / "shelf", KEY.public_key())
    centre.publish(ANSWERS)
    shelf.bring_up_to_date(centre, NOW)
    terminal.shell._hands = replace(terminal.hands, packs=shelf)
    return terminal


def opens(terminal: QuickTerminal) -> None:
    terminal.shell.start()
    terminal.shell.openService("S003")
    terminal.waits_for(lambda: terminal.flow is not None and not terminal.flow.is_waiting)
    terminal.sees("Question")


def finds(terminal: QuickTerminal, question: str) -> list[str]:
    terminal.flow.ask(question)
    return [str(row["id"]) for row in terminal.flow.property("rows")]


def test_question_is_found_by_characters_pinyin_and_first_letters_without_the_wire(asking: QuickTerminal) -> None:
    asking.central.cut()
    opens(asking)

    ways = [finds(asking, asked)[:2] for asked in ("信用报告", "xinyongbaogao", "xybg", "信用保告")]

    assert ways == [["ZS-S901-1", "ZS-S901-2"]] * 4


def test_answer_is_read_printed_with_its_number_and_rated_once(asking: QuickTerminal) -> None:
    opens(asking)
    finds(asking, "查询码丢了")
    asking.flow.confirm()
    asking.sees("Found")
    asking.flow.show("ZS-ZD-02")
    asking.sees("Answer")

    asking.flow.printAnswer()
    asking.flow.printAnswer()
    asking.waits_for(lambda: asking.flow.property("answer")["slip"] == "printed")
    asking.flow.notUseful()
    asking.sees("WhyNot")
    asking.flow.because("WRONG")
    asking.sees("Answer")
    asking.flow.useful()
    asking.flow.notUseful()
    asking.lets_everything_come_home()

    [shown] = [one for one in ANSWERS if one.id == "ZS-ZD-02"]
    assert asking.flow.property("answer")["text"] == shown.answer
    assert asking.flow.property("answer")["rated"] is True
    assert len(asking.slips.printed) == 1
    assert len(asking.jobs(JobKind.KNOWLEDGE_FEEDBACK)) == 1
    asking.waits_for(lambda: any(getattr(one, "answer", "") == shown.id for one in asking.central.applied))
    [word] = [one for one in asking.central.applied if getattr(one, "answer", "") == shown.id]
    assert (word.version, word.fingerprint, word.useful, word.reason.value) == (
        1, fingerprint(shown), False, "和实际不一样",
    )  # fmt: skip


def test_answer_opens_the_service_that_does_it(asking: QuickTerminal) -> None:
    opens(asking)
    finds(asking, "信用报告")
    asking.flow.confirm()
    asking.flow.show("ZS-S901-1")

    assert asking.flow.property("answer")["service"] == "S901"
    asking.flow.openRelated()

    asking.sees("Version")


def test_what_was_asked_is_in_no_log_no_job_and_no_file(
    asking: QuickTerminal, caplog: pytest.LogCaptureFixture
) -> None:
    opens(asking)
    finds(asking, CANARY + "信用报告")
    asking.flow.ask("信用报告")
    asking.flow.confirm()
    asking.flow.ask(CANARY)
    asking.shell.endVisit()
    asking.lets_everything_come_home()

    assert CANARY not in caplog.text
    assert not [one for one in asking.central.applied if CANARY in one.model_dump_json()]
    lying = [path for path in asking.home.rglob("*") if path.is_file()]
    assert lying
    assert not [path for path in lying if CANARY.encode() in path.read_bytes()]


def test_answers_a_week_old_are_not_shown(asking: QuickTerminal, tmp_path: Path) -> None:
    later = NOW + HOLDS + timedelta(hours=1)
    asking.shell._hands = replace(asking.shell.hands, now=lambda: later)
    asking.shell.start()

    asking.shell.openService("S003")

    asking.sees("Problem")
    assert asking.flow.property("rows") == []


def test_terminal_without_answers_says_so_before_anything_is_asked(terminal: QuickTerminal) -> None:
    terminal.shell.start()

    terminal.shell.openService("S003")

    terminal.sees("Problem")


def test_slip_begins_with_the_number_that_hotline_and_window_find_it_by(terminal: QuickTerminal) -> None:
    shown = ANSWERS[0]

    paper = slip_of(shown, terminal.hands.config, terminal.hands.local_now(), terminal.shell.say)

    assert paper.blocks[0] == Number("答案编号", shown.id)
    assert shown.updated_on == date(2026, 1, 1)


def test_long_answer_is_shown_in_blocks_and_not_a_character_is_lost() -> None:
    for one in ANSWERS:
        assert "".join(_parts(one.answer)) == one.answer
        assert " ".join(_parts(one.english_answer, MOST_ENGLISH)) == one.english_answer
    endless = "长" * 1_000 + "。" + "短。" * 100

    parts = _parts(endless)

    assert "".join(parts) == endless
    assert max(map(len, parts)) <= MOST_IN_A_PART
