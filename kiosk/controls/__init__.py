"""QML module kiosk.controls."""
