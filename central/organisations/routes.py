"""Every route of this room."""

from fastapi import APIRouter

from central.organisations import appointing_routes, directory_routes, sign_in_routes, trail_routes

router = APIRouter()
for rooms in (sign_in_routes, directory_routes, appointing_routes, trail_routes):
    router.include_router(rooms.router)
