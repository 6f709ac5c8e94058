"""Calls for help, in memory: one stands at a time, and whoever plays the window sees it and answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from app.contract.help import HelpAsked, HelpStanding, HelpState, HelpWord
from app.fake_central.refusing import Says


@dataclass
class HelpDesk:
    """`answer_seconds` is what visitors are told to wait."""

    answer_seconds: int = 60
    asked: list[HelpAsked] = field(default_factory=list)
    calls: dict[str, HelpStanding] = field(default_factory=dict)

    def take(self, asked: HelpAsked, now: datetime) -> HelpStanding:
        if asked.id not in self.calls:
            for known in self.standing_calls():
                self._change(known.id, state=HelpState.CLOSED, word=HelpWord.SUPERSEDED)
            self.asked.append(asked)
            self.calls[asked.id] = HelpStanding(
                id=asked.id, state=HelpState.OPEN, answer_seconds=self.answer_seconds, received_at=now
            )
        return self.calls[asked.id]

    def standing(self, call_id: str) -> HelpStanding:
        if call_id not in self.calls:
            raise Says(404, "help-unknown")
        return self.calls[call_id]

    def end(self, call_id: str, word: HelpWord) -> HelpStanding:
        if self.standing(call_id).state is not HelpState.CLOSED:
            self._change(call_id, state=HelpState.CLOSED, word=word)
        return self.calls[call_id]

    # ---- the window ----

    def standing_calls(self) -> list[HelpStanding]:
        return [call for call in self.calls.values() if call.state is not HelpState.CLOSED]

    def acknowledge(self, badge: str, now: datetime) -> None:
        (call,) = self.standing_calls()
        self._change(call.id, state=HelpState.ACKNOWLEDGED, acknowledged_at=now, badge=badge)

    def close(self, word: HelpWord) -> None:
        (call,) = self.standing_calls()
        self._change(call.id, state=HelpState.CLOSED, word=word)

    def _change(self, call_id: str, **changes: object) -> None:
        self.calls[call_id] = self.calls[call_id].model_copy(update=changes)
