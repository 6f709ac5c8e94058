"""How the centre in memory says no."""


class Says(Exception):
    """A refusal on its way out: HTTP's status and one of the contract's codes."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code
