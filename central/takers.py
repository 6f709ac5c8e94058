"""THE CENTRE: which room takes which kind of item."""

from sqlalchemy.orm import Session

from app.contract.appeal import AppealFiled
from app.contract.application import ApplicationCorrected, ApplicationFiled
from app.contract.help import CallbackAsked
from app.contract.jobs import PrintOutcome, VisitCounted, VisitRated
from app.contract.knowledge_feedback import KnowledgeFeedback
from app.contract.prefill import PrefillContested
from app.contract.theme_application import ThemeFiled
from app.contract.wire import Message
from central import visits
from central.applications.correcting import take_correction
from central.applications.filing import take_application
from central.applications.theme_filing import take_theme
from central.centre import Centre
from central.effects import EffectRefused, Receipt
from central.helpdesk.callbacks import take_callback
from central.knowledge.feedback import take_feedback
from central.prefill.contests import take_contest
from central.zones.appeals.filing import take_appeal
from central.zones.credit.paper_outcome import take_print_outcome


def take_payload(centre: Centre, session: Session, payload: Message, terminal_id: str) -> Receipt:
    """Let a payload take effect inside the caller's transaction. Raises EffectRefused, EffectDeferred."""
    now = centre.now()
    match payload:
        case AppealFiled():
            return take_appeal(session, centre, payload, terminal_id, now)
        case ApplicationFiled():
            return take_application(session, centre, payload, terminal_id, now)
        case ThemeFiled():
            return take_theme(session, centre, payload, terminal_id, now)
        case ApplicationCorrected():
            return take_correction(session, centre, payload, terminal_id)
        case PrintOutcome():
            return take_print_outcome(session, payload, terminal_id, now)
        case VisitRated():
            return visits.take_rating(session, centre, payload, terminal_id, now)
        case VisitCounted():
            return visits.take_figure(session, payload, terminal_id, now)
        case CallbackAsked():
            return take_callback(session, centre, payload, terminal_id, now)
        case PrefillContested():
            return take_contest(session, centre, payload, terminal_id, now)
        case KnowledgeFeedback():
            return take_feedback(session, centre, payload, terminal_id, now)
        case _:
            raise EffectRefused("kind-unknown")
