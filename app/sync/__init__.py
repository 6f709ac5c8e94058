"""The one road to the centre and back."""

from app.sync.link import Link
from app.sync.road import Sync

__all__ = ["Link", "Sync"]
