"""The names a job goes by on this terminal: local numbers, and tags in place of codes that open something."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta, timezone

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HALL_TIME = timezone(timedelta(hours=8))
"""The day on a local number is the hall's, whatever this machine's clock is set to."""

_SECRET_DIGITS = re.compile(r"\d{11,}")
"""Long enough for a telephone, a query code, an identity number."""


class Tagger:
    """Turns a code into a tag that finds the same code again and gives nothing away without this terminal's store key."""

    def __init__(self, store_key: bytes) -> None:
        derivation = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"guanjia query tag")
        self._key = derivation.derive(store_key)

    def tag(self, code: str) -> str:
        """HMAC-SHA256, its first 16 bytes in hex."""
        return hmac.new(self._key, code.encode(), hashlib.sha256).hexdigest()[:32]

    def without_digits(self, aggregate: str) -> str:
        """An aggregate's name is listed and sent in the clear: a run of digits that could be someone's becomes a tag."""
        return _SECRET_DIGITS.sub(lambda digits: self.tag(digits.group())[:16], aggregate)


def day_of(now: datetime) -> str:
    """The hall's calendar day, ISO."""
    return now.astimezone(HALL_TIME).date().isoformat()


def local_number(short_name: str, day: str, count: int) -> str:
    """暂存号, such as `T03-1123-017`: terminal, month and day, how many that day. It is no acceptance."""
    return f"T{short_name}-{day[5:7]}{day[8:10]}-{count:03d}"
