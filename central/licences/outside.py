"""The stand-in for the outside electronic-licence system: it issues dynamic codes, as the holder's phone would show them.

Mounted only when the settings say so. It does not ask who holds the phone; whether the card's holder may act is the centre's
question. POST /licence-system/codes  CodeWish → IssuedCode | Refusal (licence-unknown)
"""

import secrets
from datetime import timedelta

from fastapi import APIRouter
from pydantic import Field

from app.contract.wire import Message
from central.api.asking import StrictRoute, TheCentre
from central.enterprises import Enterprise
from central.licences.tables import LicenceCode
from central.refusals import Refused

router = APIRouter(prefix="/licence-system", route_class=StrictRoute)


class CodeWish(Message):
    """`age_seconds` lets a demonstration show a code that was left lying; a negative one comes from a clock ahead of ours."""

    holder_number: str = Field(repr=False, max_length=64)
    uscc: str = Field(max_length=18)
    age_seconds: float = Field(default=0.0, ge=-3_600, le=86_400, allow_inf_nan=False)


class IssuedCode(Message):
    code: str = Field(repr=False)


@router.post("/codes")
def issue(wish: CodeWish, centre: TheCentre) -> IssuedCode:
    code = secrets.token_urlsafe(32)
    with centre.database.writing() as session:
        if session.get(Enterprise, wish.uscc) is None:
            raise Refused(404, "licence-unknown")
        session.add(
            LicenceCode(
                code_mark=centre.marks.code(code),
                uscc=wish.uscc,
                holder_mark=centre.marks.holder(wish.holder_number),
                issued_at=centre.now() - timedelta(seconds=wish.age_seconds),
            )
        )
    return IssuedCode(code=code)
