"""A job's life on the terminal.

file ──► READY ──lease──► SENDING ──applied, duplicate──► DONE
           ▲                 │
           ├──nothing proven─┤   no answer, a cut answer, "retry", "gap": with backoff
           ├──boot, 60 s─────┤   whoever was sending is gone, or hangs
           │                 ├──rejected──► REJECTED       a person must act; the aggregate waits behind it
           │                 └──mismatch, poison──► QUARANTINED     a defect; the same
           └──requeue (staff), the centre restored from an older backup──  REJECTED, QUARANTINED, DONE

DONE ──in the centre's backup for 30 days──► gone; its number is never given again
"""

from enum import StrEnum


class JobState(StrEnum):
    READY = "READY"
    SENDING = "SENDING"
    DONE = "DONE"
    REJECTED = "REJECTED"
    QUARANTINED = "QUARANTINED"
