"""Which packs are packs of entries, and of what."""

from typing import Final

from app.contract.dated_values import DatedValue
from app.contract.declared_services import DeclaredService
from app.contract.entries import Entry
from app.contract.knowledge import KnowledgeEntry
from app.contract.places import Place
from app.contract.policies import Policy
from app.contract.shared_forms import SharedForm

KINDS: Final[dict[str, type[Entry]]] = {
    kind.PACK: kind for kind in (KnowledgeEntry, Policy, Place, SharedForm, DatedValue, DeclaredService)
}
