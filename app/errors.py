"""What can go wrong in the heart, before anything reaches the wire.

    HeartError                   a fact about this terminal, with a stable code and the person who can act
    ├── ConfigRefused            terminal.toml is missing, cannot be read, or says something that cannot be
    ├── NotEnrolled              this terminal has no key, or the centre does not know it yet
    ├── EnrolmentBroken          the enrolment is there and cannot be used
    └── StoreError               something about the store of what we owe the centre
        ├── UnsafeSqlite         this SQLite may lose what it has acknowledged; nothing is started on it
        ├── StoreOwned           another process owns the store
        ├── StoreUnreadable      wrong key, or not a store, or damaged
        ├── StoreTooNew          written by a newer version of this program
        ├── StoreFull            the disk took nothing more; nothing was filed
        ├── StoreAtCap           too much is owed already; nothing was filed
        ├── StoreFailed          the disk refused a write; nothing was filed
        └── StoreClosed          asked after close: a defect of ours

What the centre says or does not say is no exception but a value, see `app.central`. The contract has two refusals of its own,
because the centre meets them too: `contract.signing.SignatureRefused` and `contract.sealing.SealedBroken`.

`code` is stable: screens find their words by it, tests compare it.
"""

from typing import ClassVar, Literal

Who = Literal["visitor", "staff", "nobody"]


class HeartError(Exception):
    """A fact about this terminal. `who` says who can act; `nobody` means a defect of ours."""

    code: ClassVar[str] = "heart-error"
    who: ClassVar[Who] = "staff"


class ConfigRefused(HeartError):
    code = "config-refused"


class NotEnrolled(HeartError):
    code = "not-enrolled"


class EnrolmentBroken(HeartError):
    code = "enrolment-broken"


class StoreError(HeartError):
    code = "store-error"


class UnsafeSqlite(StoreError):
    code = "unsafe-sqlite"


class StoreOwned(StoreError):
    code = "store-owned"


class StoreUnreadable(StoreError):
    code = "store-unreadable"


class StoreTooNew(StoreError):
    code = "store-too-new"


class StoreFull(StoreError):
    """Nothing was written. What was acknowledged before stands, and is still delivered."""

    code = "store-full"


class StoreAtCap(StoreError):
    """Nothing was written: what waits already is too much, too large or too old (`app.outbox.NoRoom`, in the words)."""

    code = "store-at-cap"


class StoreFailed(StoreError):
    code = "store-failed"


class StoreClosed(StoreError):
    code = "store-closed"
    who: ClassVar[Who] = "nobody"
