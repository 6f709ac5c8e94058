"""The gallery's visit to the standard answers: a question, what it finds, an answer that was printed, and why one was of no use."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from gallery.terminal import Terminal

from app.central import Accepted
from app.contract.entries import laid_out
from app.contract.knowledge import KnowledgeEntry
from app.contract.packs import PackChanges, PackFile, PackManifest, SignedManifest, sign_manifest
from app.packs import PackShelf
from central.packs.service_knowledge import service_knowledge

ASK = "S003"


class _Publisher:
    """Hands out one version of the answers that come with the program."""

    def __init__(self, key: Ed25519PrivateKey, at: datetime) -> None:
        files = laid_out(KnowledgeEntry, service_knowledge(lambda _: True))
        self._files = {hashlib.sha256(content).hexdigest(): content for content in files.values()}
        listed = tuple(
            PackFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
            for path, content in files.items()
        )
        manifest = PackManifest(name=KnowledgeEntry.PACK, version=1, made_at=at, files=listed)
        self._signed: SignedManifest = sign_manifest(key, manifest)

    def pack_changes(self, since: str) -> Accepted[PackChanges | None]:
        cursor = f"{'e' * 16}-1"
        return Accepted(PackChanges.model_construct(cursor=cursor, whole=not since, manifests=(self._signed,)))

    def pack_file_part(self, sha256: str, offset: int) -> Accepted[bytes]:
        return Accepted(self._files[sha256][offset:])


def answers_at_hand(terminal: Terminal) -> None:
    hands = terminal.shell.hands
    key, now = Ed25519PrivateKey.generate(), datetime.now(UTC)
    shelf = PackShelf(hands.terminal_home / "answers", key.public_key())
    shelf.bring_up_to_date(_Publisher(key, now), now)
    terminal.shell._hands = replace(hands, packs=shelf)


def questions_and_answers(terminal: Terminal) -> Iterator[str]:
    answers_at_hand(terminal)
    terminal.shell.start()
    terminal.shell.openService(ASK)
    terminal.sees("Question")
    terminal.is_answered()
    yield "47-question"
    terminal.flow.ask("信用报告")
    terminal.flow.confirm()
    terminal.sees("Found")
    yield "47-found"
    terminal.flow.show("ZS-S901-1")
    terminal.sees("Answer")
    yield "48-answer"
    terminal.flow.notUseful()
    terminal.sees("WhyNot")
    yield "48-why-not"
    terminal.flow.because("OUTDATED")
    terminal.sees("Answer")
    terminal.flow.printAnswer()
    terminal.waits_for(lambda: terminal.flow.property("answer")["slip"] == "printed", "the slip")
    yield "49-answer-printed"
