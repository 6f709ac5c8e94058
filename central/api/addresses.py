"""Before the door: an address is written down by every machine it passes, so none that names a person is answered."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus

from starlette.types import Scope

from app.contract.numbers import is_id_number

_ALONE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
_ID_NUMBER = re.compile(_ALONE.format("[1-9][0-9]{16}[0-9Xx]"))
_MOBILE = re.compile(_ALONE.format("(?:86)?1[3-9][0-9]{9}"))


def names_somebody(scope: Scope) -> bool:
    """Whether an identity number or a mobile number stands in the path or behind its question mark, however it is spelt."""
    said = f"{scope['path']}?{unquote_plus(scope['query_string'].decode('latin-1'))}"
    return bool(_MOBILE.search(said)) or any(is_id_number(number.upper()) for number in _ID_NUMBER.findall(said))
