"""QML module kiosk.shell."""
