"""Values that law or practice sets (参数), dated, with their source, and whether anybody has confirmed them."""

from typing import Annotated, ClassVar

from pydantic import Field

from app.contract.entries import Entry
from app.contract.service_situations import Prose


class DatedValue(Entry):
    """From `valid_from` until a later one takes over. Its versions are its dates in their order."""

    PACK: ClassVar[str] = "parameters"
    BUCKETS: ClassVar[int] = 1

    value: Annotated[str, Field(min_length=1, max_length=4_000)]
    source: Prose = Field(min_length=1)
    verified: bool
