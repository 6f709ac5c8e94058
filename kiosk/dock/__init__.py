"""QML module kiosk.dock."""
