"""THE CENTRE: what a delivered item comes to: a number of ours and a first state, or a reason why not."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Follows:
    """What has to be done next, and by whom: `topic` is a stable word, `subject` a number of ours."""

    topic: str
    subject: str
    recipient: str


@dataclass(frozen=True)
class Receipt:
    """`number` is the centre's own for the thing."""

    number: str
    state: str
    follows: tuple[Follows, ...] = ()


class EffectRefused(Exception):
    """The item is readable and cannot take effect, now or later. `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class EffectDeferred(Exception):
    """The item cannot take effect yet, and nothing is wrong with it: it is to be brought again. `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
