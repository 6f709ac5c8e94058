"""POST /v1/knowledge/search (app.contract.knowledge_search): for terminals, and for whoever answers at a window or on the hotline."""

from __future__ import annotations

from fastapi import APIRouter

from app.contract.knowledge_search import KnowledgeAsked, KnowledgeFound
from app.contract.wire import API
from central.api.asking import StrictRoute, TheCentre
from central.knowledge.finding import search
from central.organisations.described import only

router = APIRouter(prefix=f"{API}/knowledge", route_class=StrictRoute, tags=["knowledge"])


@router.post(
    "/search",
    summary="多渠道一标准：一个问题的标准答案，带编号、版本和指纹（The standard answer to a question）",
    responses=only({}),
)
def found(asked: KnowledgeAsked, centre: TheCentre) -> KnowledgeFound:
    return search(centre, asked)
