"""S102 诉求进度: how an appeal stands, told to whoever holds its twelve digits."""

import re

from app.visit import IdentityLevel
from kiosk.service import Facility, Needs, OfflineClass, Service

SERVICE = Service(
    id="S102",
    zone="appeals",
    title="查诉求进度",
    hint="凭小票上的查询码",
    needs=Needs(
        identity=IdentityLevel.N0_NOBODY,
        offline=OfflineClass.O1_LAST_KNOWN,
        wishes=frozenset({Facility.CODE_SCANNER}),
    ),
    flow="kiosk.services.appeals.progress.flow:AppealProgressFlow",
)

QUERY_CODE = re.compile(r"\d{12}")


def query_code_of(scanned: str) -> str | None:
    """The query code in what the scanner saw: the receipt's own code, or the digits alone."""
    digits = scanned.rsplit(":", 1)[-1].replace(" ", "")
    return digits if QUERY_CODE.fullmatch(digits) else None
