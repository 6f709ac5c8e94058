"""The gallery's visit to the blank forms."""

from __future__ import annotations

from collections.abc import Iterator

from gallery.terminal import Terminal

FORMS = "S309"


def blank_forms(terminal: Terminal) -> Iterator[str]:
    terminal.shell.start()
    terminal.shell.openService(FORMS)
    terminal.sees("ChooseForm")
    terminal.waits_for(lambda: terminal.flow.property("forms"), "the forms")
    yield "42-choose-form"
    looks_at(terminal, longest_name(terminal))
    yield "43-form-preview"
    printer = terminal.devices.pages
    printer.stands_still(0)
    terminal.flow.confirm()
    terminal.sees("FormPrinting")
    yield "44-form-printing"
    printer.goes_on()
    terminal.sees("FormDone")
    yield "46-form-done"


def form_with_a_name(terminal: Terminal) -> Iterator[str]:
    """A name is put in, the printer jams."""
    terminal.shell.start()
    terminal.shell.openService(FORMS)
    terminal.sees("ChooseForm")
    terminal.waits_for(lambda: terminal.flow.property("forms"), "the forms")
    looks_at(terminal, "power-of-attorney")
    terminal.flow.fillIn()
    terminal.sees("IdCard")
    yield "42-form-id-card"
    terminal.shows_card()
    terminal.sees("LicenceCode")
    terminal.shows_licence(FORMS)
    terminal.sees("FormPreview")
    terminal.is_answered()
    yield "43-form-preview-filled"
    terminal.devices.pages.stands_still(0, "media-jam")
    terminal.flow.confirm()
    terminal.waits_for(lambda: terminal.flow.property("paper")["reason"], "the printer to stop")
    yield "45-form-jam"


def longest_name(terminal: Terminal) -> str:
    rows = terminal.flow.property("forms")
    return str(max(rows, key=lambda row: len(row["name"]))["id"])


def looks_at(terminal: Terminal, form: str) -> None:
    terminal.flow.choose(form)
    terminal.sees("FormPreview")
    terminal.is_answered()
