"""QML module kiosk.maintenance: how every device is, in words, and what staff may try out on it."""
