"""THE CENTRE: how it says no."""

from app.contract.wire import Refusal


class Refused(Exception):
    """The centre understood and says no. `code` is one of those named in `app.contract`; `detail` holds nothing personal."""

    def __init__(self, status: int, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.refusal = Refusal(code=code, detail=detail)
