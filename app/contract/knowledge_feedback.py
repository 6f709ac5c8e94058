"""Whether an answer was of use (有用/没用, A3.10): what a terminal files about an answer, and about nobody (kind `knowledge.feedback`)."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.contract.wire import IsoMoment, Message

AnswerId = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$")]
"""As in `app.contract.entries`, which a terminal loads when it shows entries, and not before its first page."""


class FeedbackReason(StrEnum):
    """Why an answer was of no use."""

    UNCLEAR = "看不懂"
    NOT_ASKED = "答的不是我问的"
    OUTDATED = "过时了"
    WRONG = "和实际不一样"
    NONE = ""


class KnowledgeFeedback(Message):
    """`fingerprint` and `version` say which text was read, `owner_unit` who kept it up as the terminal knew it."""

    answer: AnswerId
    version: int = Field(ge=1, le=1_000_000)
    fingerprint: str = Field(pattern=r"^[0-9a-f]{64}$")
    owner_unit: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z_-]{0,49}$")
    useful: bool
    reason: FeedbackReason = FeedbackReason.NONE
    given_at: IsoMoment
