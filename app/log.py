"""What may be written down about a running terminal: a short list of words, and nothing that could be a person.

Every event is one JSON line. A field is written only when its name is on the list and its value looks like a code, a number or
a truth; anything else becomes `hidden`, so that a slip in the code leaves a hole in the log and not a name in it.
"""

import json
import logging
import re
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog

TRAFFIC = 4
"""The level of wire bytes: below DEBUG, never on in a hall. Not 5: where uvicorn is loaded, that is its TRACE."""

HIDDEN = "hidden"
OURS = "guanjia."

FIELDS = frozenset(
    {
        "event",
        "level",
        "timestamp",
        "logger",
        "code",
        "cause",
        "online",
        "refusal",
        "defect",
        "device",
        "condition",
        "state",
        "kind",
        "status",
        "stage",
        "service",
        "outcome",
        "version",
        "terminal",
        "attempts",
        "count",
        "seconds",
        "milliseconds",
        "pages",
        "bytes",
    }
)
_PLAIN = re.compile(r"[A-Za-z0-9 ._:/+-]{0,120}")
_SECRET_DIGITS = re.compile(r"\d{11}")

logging.addLevelName(TRAFFIC, "TRAFFIC")


def get_logger(name: str) -> Any:
    """A logger for one room: `log.info("link", online=True)`. Silent below WARNING until `set_up`."""
    return structlog.stdlib.get_logger(OURS + name)


def set_up(*, file: Path | None = None, level: int = logging.INFO) -> None:
    """Send events of `level` and above to `file`, or to stderr. Call once, at the start of a program."""
    handler: logging.Handler = logging.FileHandler(file, encoding="utf-8") if file else logging.StreamHandler()
    handler.setFormatter(_Line())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def keep_what_may_be_written(_: Any, __: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The structlog processor that hides; of an exception only its type is kept."""
    error = event.pop("exc_info", None)
    if isinstance(error, BaseException):
        event["defect"] = type(error).__name__
    return {name: _permitted(name, value) for name, value in event.items()}


def _permitted(name: str, value: Any) -> Any:
    if name not in FIELDS:
        return HIDDEN
    if value is None or isinstance(value, bool | float):
        return value
    plain = bool(_PLAIN.fullmatch(str(value))) and not _SECRET_DIGITS.search(str(value))
    if isinstance(value, int) and plain:
        return value
    return str(value) if isinstance(value, str) and (plain or name == "timestamp") else HIDDEN


class _Line(logging.Formatter):
    """Our events are JSON already; of a library's line only that there was one, and where."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith(OURS):
            return record.getMessage()
        line = {"event": HIDDEN, "logger": record.name, "level": record.levelname.lower()}
        return json.dumps(line | {"timestamp": self.formatTime(record)})


structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        keep_what_may_be_written,
        structlog.processors.JSONRenderer(),
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
