"""Data only: fonts, icons, words. `path` finds a file of it wherever the product is installed."""

from pathlib import Path

ROOM = Path(__file__).parent


def path(*parts: str) -> Path:
    """Absolute path of a resource, e.g. `path("fonts", "NotoSansSC_400Regular.ttf")`. Raises FileNotFoundError."""
    found = ROOM.joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(found.name)
    return found
