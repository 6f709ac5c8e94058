"""What the road does on its way besides delivering, as the road sees it; `app.errands` is what a terminal does."""

from typing import Protocol

from app.contract.audit_heads import AuditHead
from app.contract.jobs import BatchReceipt
from app.contract.wire import Greeting


class Errands(Protocol):
    """Called on the road's thread, in this order: greeted; for each batch diary_head and received; round_done. None of them raises."""

    def greeted(self, greeting: Greeting) -> None: ...

    def diary_head(self) -> AuditHead | None: ...

    def received(self, receipt: BatchReceipt) -> None: ...

    def round_done(self) -> None: ...
