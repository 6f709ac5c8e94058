"""THE CENTRE: how it says no."""

from datetime import datetime

from app.contract.wire import Refusal


class Refused(Exception):
    """The centre understood and says no. `code` is one of those named in `app.contract`; `detail` holds nothing personal.

    `retry_after`: seconds after which the same may be asked again.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        server_time: datetime | None = None,
        *,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.retry_after = retry_after
        self.refusal = Refusal(code=code, detail=detail, server_time=server_time)
