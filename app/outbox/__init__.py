"""Jobs in SQLCipher: the only table a visitor's action writes."""

from app.outbox.delivering import LeasedJob
from app.outbox.filing import Draft, FiledJob
from app.outbox.listing import OwedJob, list_jobs
from app.outbox.outbox import Outbox
from app.outbox.states import JobState

__all__ = ["Draft", "FiledJob", "JobState", "LeasedJob", "Outbox", "OwedJob", "list_jobs"]
