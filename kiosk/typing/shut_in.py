"""A helper process: reads one JSON line, answers one, and can do nothing else with what it was told.

Nothing of the hall is imported here: a helper starts in the time it takes to load its engine.
"""

from __future__ import annotations

import ctypes
import json
import resource
import sys
from collections.abc import Callable
from typing import Any

Request = dict[str, Any]
Answer = dict[str, Any]

_PR_SET_DUMPABLE = 4


def shut_in() -> None:
    """From here on this process can put nothing on a disk: any write to a file fails (RLIMIT_FSIZE 0; pipes are not files). It
    leaves no core, and no other process of its user can look into its memory."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def serve(answer: Callable[[Request], Answer]) -> None:
    """Say that we are ready, then answer until the hall closes the pipe. What is wrong with a question is told by its kind only."""
    _say({"ready": True})
    for line in sys.stdin:
        _say(_answered(answer, line))


def refuse(why: str) -> int:
    """The engine cannot be had on this machine: say so, and leave."""
    _say({"ready": False, "why": why})
    return 3


def _answered(answer: Callable[[Request], Answer], line: str) -> Answer:
    try:
        request: Request = dict(json.loads(line))
    except (ValueError, TypeError):
        return {"id": 0, "error": "no-question"}
    try:
        return {"id": request["id"], **answer(request)}
    except (KeyError, TypeError, ValueError, IndexError) as error:
        return {"id": request.get("id", 0), "error": type(error).__name__}


def _say(answer: Answer) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()
