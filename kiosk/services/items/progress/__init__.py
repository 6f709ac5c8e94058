"""S102 查进度, S004 and S005 with it: how an appeal or an application stands, told to whoever holds its twelve digits or shows that it
is theirs. One door for visitors: the code says which of them it is."""

import re

from app.contract.application import PROGRESS_SERVICE
from app.visit import IdentityLevel
from kiosk.service import Facility, Needs, OfflineClass, Service

SERVICE = Service(
    id="S102",
    zone="appeals",
    title="查诉求和办件进度",
    hint="凭小票上的查询码，或者刷身份证",
    needs=Needs(
        identity=IdentityLevel.N0_NOBODY,
        offline=OfflineClass.O1_LAST_KNOWN,
        wishes=frozenset({Facility.CODE_SCANNER, Facility.CARD_READER}),
    ),
    flow="kiosk.services.items.progress.flow:ProgressFlow",
)
CASES = PROGRESS_SERVICE
"""What a visit is counted as, and what a licence must allow, where it is an application that is looked at."""

QUERY_CODE = re.compile(r"\d{12}")


def query_code_of(scanned: str) -> str | None:
    """The query code in what the scanner saw: the receipt's own code, or the digits alone."""
    digits = scanned.rsplit(":", 1)[-1].replace(" ", "")
    return digits if QUERY_CODE.fullmatch(digits) else None
