"""Time as the heart writes it down: ISO text for people, whole milliseconds for comparing. Always UTC."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def iso(moment: datetime) -> str:
    """Raises ValueError for a time without a zone: it would mean another moment on another machine."""
    return _aware(moment).isoformat(timespec="milliseconds")


def milliseconds(moment: datetime) -> int:
    return (_aware(moment) - _EPOCH) // timedelta(milliseconds=1)


def moment_of(count: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=count)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone")
    return moment.astimezone(UTC)
