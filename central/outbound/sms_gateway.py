"""THE CENTRE, OUTBOUND: a gateway that sends short messages (短信). `content` is {to, text}.

POST {url}          {id, to, text}, header `Idempotency-Key`
                    200 {accepted: true, message_id} · 200 {accepted: false, again: true} later · 200 {accepted: false, code} never
                    statuses other than 200 as of every receiver (`central.outbound.http_system`)
GET  {url}/{id}     200 it was sent · 404 it was not          (only where the plan says `query-first`)
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from central.outbound.http_system import LONGEST_REFERENCE, HttpSystem
from central.outbound.outcomes import Arrived, Declined, NotTaken, Parcel, Sent, Unknown

_CODE: Final = re.compile(r"[a-z0-9-]{1,40}")


class SmsGateway(HttpSystem):
    """See `System`."""

    def _said(self, parcel: Parcel) -> dict[str, Any]:
        notice = json.loads(parcel.content)
        return {"id": parcel.key, "to": notice["to"], "text": notice["text"]}

    def _taken(self, answer: bytes) -> Sent:
        """Its own word counts, not that somebody answered: gateways say no with 200. One that says neither may have sent it."""
        try:
            said = json.loads(answer)
        except ValueError:
            return Unknown("answer-malformed")
        if not isinstance(said, dict) or not isinstance(said.get("accepted"), bool):
            return Unknown("answer-malformed")
        if said["accepted"]:
            return Arrived(str(said.get("message_id", ""))[:LONGEST_REFERENCE])
        if said.get("again") is True:
            return NotTaken("gateway-busy")
        code = str(said.get("code", ""))
        return Declined(f"sms-{code}" if _CODE.fullmatch(code) else "sms-refused")
