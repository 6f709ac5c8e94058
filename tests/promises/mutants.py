"""Six ways to break the promise, each made in a process of the bench alone: no file of the product knows of them.

A bench that finds nothing in these finds nothing at all.

    no-dedupe               the centre takes whatever comes, as often as it comes
    key-minted-at-send      every attempt is a new job to the centre
    told-before-commit      the visitor hears of it before it is on the disk
    done-before-reply       what was sent is taken for done
    no-lease-recovery       what a killed terminal was sending is nobody's afterwards
    any-200-is-success      a captive portal's page is taken for the centre's word
"""

from __future__ import annotations

import threading
import uuid
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

TERMINAL_MUTANTS = (
    "key-minted-at-send",
    "told-before-commit",
    "done-before-reply",
    "no-lease-recovery",
    "any-200-is-success",
)
MUTANTS = ("no-dedupe", *TERMINAL_MUTANTS)

BREAKS_ON_SOME = "breaks-on-some"
"""No mutant: a centre with an honest defect, that answers `retry` for every figure whose visit is called defect/…"""

_chosen = ""


def tells_before_commit() -> bool:
    return _chosen == "told-before-commit"


def mutate_terminal(name: str) -> None:
    global _chosen
    if name and name not in TERMINAL_MUTANTS:
        raise ValueError(name)
    _chosen = name
    if name == "key-minted-at-send":
        _seal_without_the_key()
    if name == "no-lease-recovery":
        from app.outbox import Outbox

        Outbox.boot = lambda self, now: 0  # type: ignore[method-assign]  # the mutant


def mutate_centre(name: str) -> None:
    if name == "no-dedupe":
        _forget_every_key()
    if name == "key-minted-at-send":
        _open_without_the_key()
    if name == BREAKS_ON_SOME:
        _break_on_some()


def central_class(honest: type[Any]) -> type[Any]:
    """The centre as the mutated terminal sees it."""
    match _chosen:
        case "key-minted-at-send":
            return _with_new_keys(honest)
        case "done-before-reply":
            return _answered_by_hope(honest)
        case "any-200-is-success":
            return _believing_any_200(honest)
    return honest


def _replace(module: ModuleType | type, name: str, by: Any) -> Any:
    """Loud when the product has moved what a mutant stands on: such a mutant would prove nothing."""
    before = getattr(module, name)
    setattr(module, name, by)
    return before


def _hearing_the_epoch(honest: type[Any]) -> type[Any]:
    """What these mutants make up is to be believed: they give the epoch that the centre greeted with."""
    from app.central import Accepted

    class Hearing(honest):  # type: ignore[misc]  # the mutant
        epoch = ""

        def greet(self) -> Any:
            answer = super().greet()
            if isinstance(answer, Accepted):
                self.epoch = answer.value.server_epoch
            return answer

        def all_applied(self, items: Any) -> Any:
            from app.contract.jobs import BatchReceipt, ItemResult, ItemStatus

            results = tuple(
                ItemResult(key=item.key, payload_sha256=item.payload_sha256, status=ItemStatus.APPLIED)
                for item in items
            )
            return BatchReceipt(server_epoch=self.epoch, server_time=datetime.now(UTC), results=results)

    return Hearing


def _with_new_keys(honest: type[Any]) -> type[Any]:
    from app.central import Accepted

    class KeyAtSend(honest):  # type: ignore[misc]  # the mutant
        def deliver(self, batch: Any) -> Any:
            new = {item.key: str(uuid.uuid4()) for item in batch.items}
            old = {fresh: key for key, fresh in new.items()}
            renamed = tuple(item.model_copy(update={"key": new[item.key]}) for item in batch.items)
            answer = super().deliver(batch.model_copy(update={"items": renamed}))
            if not isinstance(answer, Accepted):
                return answer
            results = tuple(
                result.model_copy(update={"key": old.get(result.key, "")}) for result in answer.value.results
            )
            return Accepted(answer.value.model_copy(update={"results": results}))

    return KeyAtSend


def _answered_by_hope(honest: type[Any]) -> type[Any]:
    from app.central import Accepted

    class DoneBeforeReply(_hearing_the_epoch(honest)):  # type: ignore[misc]  # the mutant
        def deliver(self, batch: Any) -> Any:
            threading.Thread(target=super().deliver, args=(batch,), daemon=True).start()
            return Accepted(self.all_applied(batch.items))

    return DoneBeforeReply


def _believing_any_200(honest: type[Any]) -> type[Any]:
    import app.http_exchange
    from app.central import Accepted

    seen = threading.local()

    def watched(self: Any, *args: Any, **options: Any) -> Any:
        seen.status = 0
        incoming = send(self, *args, **options)
        seen.status = incoming.status
        return incoming

    send = _replace(app.http_exchange.Exchange, "send", watched)

    class AnyStatus200(_hearing_the_epoch(honest)):  # type: ignore[misc]  # the mutant
        def deliver(self, batch: Any) -> Any:
            answer = super().deliver(batch)
            return Accepted(self.all_applied(batch.items)) if seen.status == 200 else answer

    return AnyStatus200


def _keyless(honest: Any) -> Any:
    return lambda key, aggregate, seq, schema_version: honest("", aggregate, seq, schema_version)


def _seal_without_the_key() -> None:
    import app.outbox.filing

    _replace(app.outbox.filing, "aad_of", _keyless(app.outbox.filing.aad_of))


def _open_without_the_key() -> None:
    import central.items

    _replace(central.items, "aad_of", _keyless(central.items.aad_of))


def _break_on_some() -> None:
    import central.intake

    honest = central.intake.take_payload

    def take_payload(centre: Any, session: Any, payload: Any, *more: Any, **options: Any) -> Any:
        if getattr(payload, "visit", "").startswith("defect/"):
            raise RuntimeError("a defect in the centre")
        return honest(centre, session, payload, *more, **options)

    _replace(central.intake, "take_payload", take_payload)


def _forget_every_key() -> None:
    """Every item comes in under a new key and in a new aggregate, so that nothing the centre keeps could recognise it."""
    import central.api.routes
    import central.items

    places: dict[str, tuple[Any, ...]] = {}
    honest_aad = central.items.aad_of
    honest_take = central.api.routes.take_batch

    def aad_of(key: str, aggregate: str, seq: int, schema_version: int) -> bytes:
        return honest_aad(*places.get(key, (key, aggregate, seq, schema_version)))

    def take_batch(centre: Any, terminal_id: str, batch: Any, *more: Any, **options: Any) -> Any:
        names: dict[str, str] = {}
        renamed = []
        for item in batch.items:
            key = str(uuid.uuid4())
            names[key] = item["key"]
            places[key] = (item["key"], item["aggregate"], item["seq"], item["schema_version"])
            renamed.append(item | {"key": key, "aggregate": key, "seq": 1, "filed_no": None})
        receipt = honest_take(centre, terminal_id, batch.model_copy(update={"items": tuple(renamed)}), *more, **options)
        results = tuple(result.model_copy(update={"key": names[result.key]}) for result in receipt.results)
        return receipt.model_copy(update={"results": results})

    _replace(central.items, "aad_of", aad_of)
    _replace(central.api.routes, "take_batch", take_batch)
