"""The sessions a terminal may run in besides X: cage and weston's kiosk shell, headless. It fills the screen, and is read from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kiosk_process import kiosk_process
from private_desktop import Desktop, accessible_desktop, our_program, running, waits_for, why_no_assistive_technology
from reader import a_reader, faults

from kiosk.simulated_hall import SimulatedHall

pytestmark = pytest.mark.skipif(bool(why_no_assistive_technology()), reason=why_no_assistive_technology())

no_weston = pytest.mark.skipif(not shutil.which("weston"), reason="there is no weston here (Debian: weston)")
no_cage = pytest.mark.skipif(
    not (shutil.which("cage") and shutil.which("Xwayland")), reason="there is no cage here (Debian: cage, xwayland)"
)
NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--")
"""cage refuses root."""


@contextmanager
def weston(desktop: Desktop) -> Iterator[Desktop]:
    """Its kiosk shell on a screen of its own that nobody sees."""
    words = [
        "--backend=headless-backend.so",
        "--shell=kiosk-shell.so",
        "--width=1080",
        "--height=1920",
        "--socket=hall",
    ]
    folder = Path(desktop.environment["XDG_RUNTIME_DIR"])
    with running(["weston", *words], env=desktop.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
        waits_for(lambda: (folder / "hall").exists(), "weston")
        here = {name: value for name, value in desktop.environment.items() if name != "DISPLAY"}
        yield Desktop("", {**here, "WAYLAND_DISPLAY": "hall", "QT_QPA_PLATFORM": "wayland"})


@no_weston
@pytest.mark.timeout(240)
def test_terminal_under_weston_is_read_and_pressed_from_outside(around: SimulatedHall, tmp_path: Path) -> None:
    with (
        accessible_desktop() as desktop,
        weston(desktop) as session,
        kiosk_process(session, around, tmp_path) as kiosk,
        a_reader(desktop) as reader,
    ):
        waits_for(lambda: reader.finds("点这里开始") or not kiosk.is_alive(), "the terminal")
        reader.presses("点这里开始")
        page = reader.hears("今天要办什么")

        assert faults(page) == []
        assert kiosk.complaints() == []


@no_cage
@pytest.mark.soak  # cage refuses root, and nobody may not read a checkout that lies in somebody's own folder
@pytest.mark.timeout(240)
def test_terminal_draws_its_first_page_under_cage() -> None:
    with tempfile.TemporaryDirectory(prefix="guanjia-cage-") as folder:
        if is_root := os.geteuid() == 0:
            os.chown(folder, 65534, 65534)
        session = {
            **{name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}},
            "XDG_RUNTIME_DIR": folder,
            "HOME": folder,
            "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman",
            "WLR_LIBINPUT_NO_DEVICES": "1",
            "QT_QPA_PLATFORM": "wayland",
            "QT_QUICK_BACKEND": "software",
        }
        command = [*(NOBODY if is_root else ()), "cage", "--", *our_program("kiosk", "--home", folder, "--first-frame")]

        drawn = subprocess.run(command, env=session, capture_output=True, text=True, timeout=120, check=False)

    assert '{"first_frame": true}' in drawn.stdout, drawn.stderr
