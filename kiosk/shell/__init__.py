"""QML module kiosk.shell."""

from pathlib import Path

SHELL_PAGES = Path(__file__).parent / "pages"
MAINTENANCE_PAGES = Path(__file__).parents[1] / "maintenance"
