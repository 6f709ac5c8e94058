"""Jobs in SQLCipher: the only table a visitor's action writes."""

from app.outbox.delivering import LeasedJob
from app.outbox.filing import Draft, FiledJob
from app.outbox.keeping import Caps, Load, NoRoom, Room
from app.outbox.listing import JobStanding, list_jobs
from app.outbox.outbox import Outbox, open_outbox
from app.outbox.states import JobState
from app.outbox.telling import Untold

__all__ = [
    "Caps",
    "Draft",
    "FiledJob",
    "JobStanding",
    "JobState",
    "LeasedJob",
    "Load",
    "NoRoom",
    "Outbox",
    "Room",
    "Untold",
    "list_jobs",
    "open_outbox",
]
