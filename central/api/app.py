"""The centre over HTTP: its routes, put together."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from central.api import description, routes
from central.api.door import Door
from central.api.identity import Doorkeeper
from central.api.limits import limits_of
from central.api.people_on_cases import find_actor, note_reading
from central.api.signed_replies import SignedReplies
from central.api.words import problem
from central.applications import routes as application_routes
from central.blobs import routes as blob_routes
from central.cases import routes as case_routes
from central.centre import Centre
from central.helpdesk import routes as help_routes
from central.helpdesk import window_routes
from central.knowledge import routes as knowledge_routes
from central.knowledge import staff_routes as knowledge_staff_routes
from central.licences import outside
from central.licences import routes as licence_routes
from central.opening import open_centre
from central.organisations import routes as staff_routes
from central.organisations.doorkeeper import StaffDoorkeeper
from central.packs import entry_routes
from central.packs import routes as pack_routes
from central.papers import routes as paper_routes
from central.prefill import routes as prefill_routes
from central.prefill import staff_routes as prefill_staff_routes
from central.prefill.asking import DataBrain
from central.prefill.plan import read_plan
from central.ratings import routes as rating_routes
from central.refusals import Refused
from central.reply_key import reply_key
from central.service_items import routes as item_routes
from central.settings import Settings
from central.targets import routes as target_routes
from central.zones.appeals import routes as appeal_routes
from central.zones.credit import routes as credit_routes
from central.zones.credit import verify_page

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def make_app(settings: Settings) -> FastAPI:
    """A centre ready to answer. Raises HomeMissing, DatabaseUnusable, PlanUnusable (the data brain's)."""
    return app_for(open_centre(settings))


def app_for(centre: Centre) -> FastAPI:
    app = FastAPI(title="莞家自助 central server", openapi_url=None, redirect_slashes=False)
    app.state.centre = centre
    app.state.find_actor = find_actor
    app.state.note_reading = note_reading
    app.state.data_brain = DataBrain(centre, read_plan(centre.home.path))
    for rooms in (routes, licence_routes, credit_routes, appeal_routes, paper_routes, pack_routes, blob_routes):
        app.include_router(rooms.router)
    app.include_router(help_routes.router)
    app.include_router(description.router)
    app.include_router(verify_page.router)
    app.include_router(window_routes.router)
    app.include_router(case_routes.router)
    app.include_router(application_routes.router)
    app.include_router(item_routes.router)
    app.include_router(entry_routes.router)
    app.include_router(knowledge_routes.router)
    app.include_router(knowledge_staff_routes.router)
    app.include_router(staff_routes.router)
    app.include_router(prefill_routes.router)
    app.include_router(prefill_staff_routes.router)
    app.include_router(rating_routes.router)
    app.include_router(target_routes.router)
    if centre.settings.simulated_licence_system:
        app.include_router(outside.router)
    app.add_exception_handler(Refused, _refuse)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http)
    app.add_middleware(Door, identify=Doorkeeper(centre), admit_staff=StaffDoorkeeper(centre), limits=limits_of(centre))
    app.add_middleware(SignedReplies, key=reply_key(centre.home.path), clock=centre.clock)
    return app


async def _refuse(_request: Request, refused: Exception) -> Response:
    assert isinstance(refused, Refused)  # noqa: S101 - Starlette hands over what was registered
    return problem(refused)


async def _malformed(_request: Request, _error: Exception) -> Response:
    """What was wrong is not said back: it would echo what was sent."""
    return problem(Refused(422, "message-malformed"))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - Starlette hands over what was registered
    codes = {404: "route-unknown", 405: "method-not-allowed"}
    refused = Refused(error.status_code, codes.get(error.status_code, "message-malformed"))
    return problem(refused, {"Allow": _methods_at(request)} if error.status_code == 405 else None)


def _methods_at(request: Request) -> str:
    """All of an address, whichever route each belongs to: whoever may not do one thing is told what may be done (RFC 9110, 15.5.6)."""
    known: set[str] = set()
    for method in METHODS:
        for route in request.app.router.routes:
            match, _ = route.matches({**request.scope, "method": method})
            if match is Match.FULL:
                known.add(method)
    return ", ".join(sorted(known))
