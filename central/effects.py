"""THE CENTRE: what a delivered item comes to: a number of ours and a first state, or a reason why not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Receipt:
    """`number` is the centre's own for the thing."""

    number: str
    state: str


class EffectRefused(Exception):
    """The item is readable and cannot take effect, now or later. `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
