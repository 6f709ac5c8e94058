"""Sound out through PipeWire, which nobody here wrote: a server of its own, with two sinks that make no sound."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from code_scanner_ends import until
from test_sound import tone

from devices.errors import Cancelled, OutOfService
from devices.sound import Outlet
from devices.sound.player_process import PlayerProcess
from devices.state import Condition

NEEDED = ("pipewire", "wireplumber", "pw-play", "pw-cli", "pw-link", "dbus-run-session")
MISSING = [program for program in NEEDED if shutil.which(program) is None]

pytestmark = pytest.mark.skipif(
    bool(MISSING), reason=f"not installed: {', '.join(MISSING)}; `scripts/set-up development` installs PipeWire"
)

SESSION = 'pipewire & until [ -S "$XDG_RUNTIME_DIR/pipewire-0" ]; do sleep 0.02; done; wireplumber & wait'


def sinks_of(server: Path) -> str:
    told = subprocess.run(["pw-link", "--input"], capture_output=True, text=True, timeout=10, env=environment(server))
    return told.stdout


def links_of(server: Path) -> str:
    told = subprocess.run(["pw-link", "--links"], capture_output=True, text=True, timeout=10, env=environment(server))
    return told.stdout


def environment(server: Path) -> dict[str, str]:
    # A home without a past: WirePlumber remembers there which sink was chosen last.
    return {**os.environ, "XDG_RUNTIME_DIR": str(server), "HOME": str(server), "XDG_STATE_HOME": str(server / "state")}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    server = tmp_path_factory.mktemp("pw", numbered=True)
    server.chmod(0o700)
    with open(server / "log", "wb") as log:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", "dbus-run-session", "--", "sh", "-c", SESSION],
            env=environment(server),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        for sink in ("hall", "socket"):
            assert until(lambda sink=sink: make_sink(server, sink), 20), (server / "log").read_text()
        yield server
    finally:
        os.killpg(process.pid, 15)
        process.wait(10)


def make_sink(server: Path, name: str) -> bool:
    """Whether it is there now."""
    if f"{name}:" not in sinks_of(server):
        node = f"{{ factory.name=support.null-audio-sink node.name={name} media.class=Audio/Sink object.linger=true }}"
        words = ["pw-cli", "create-node", "adapter", node]
        subprocess.run(words, capture_output=True, timeout=10, env=environment(server))
    return until(lambda: f"{name}:" in sinks_of(server), 1)


@pytest.fixture
def in_the_session(server: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in environment(server).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def driver(in_the_session: None) -> Iterator[PlayerProcess]:
    driver = PlayerProcess("pw-play", speaker="hall", headphones="socket")
    yield driver
    driver.close()


def test_a_sound_goes_to_the_outlet_that_was_named_and_to_no_other(driver: PlayerProcess, server: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        playing = pool.submit(driver.play, tone(1.5), Outlet.HEADPHONES)
        assert until(lambda: "pw-play" in links_of(server), 5)
        links = links_of(server)
        playing.result(10)

    assert "socket:playback" in links
    assert "hall:playback" not in links


def test_it_is_ready_and_silent_at_once_after_stop(driver: PlayerProcess, server: Path) -> None:
    assert driver.state().condition is Condition.READY
    with ThreadPoolExecutor(1) as pool:
        playing = pool.submit(driver.play, tone(10.0), Outlet.SPEAKER)
        assert until(lambda: "pw-play" in links_of(server), 5)

        driver.stop()

        with pytest.raises(Cancelled):
            playing.result(1)
    assert until(lambda: "pw-play" not in links_of(server), 2)


def test_without_headphones_nothing_private_is_heard_in_the_hall(
    in_the_session: None, server: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PipeWire by itself would play to whatever sink there is."""
    monkeypatch.setattr("devices.sound.player_process.ANSWERS_WITHIN", 0.5)
    driver = PlayerProcess("pw-play", speaker="hall", headphones="pulled-out")
    seen = []
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            seen.append(links_of(server))

    watching = threading.Thread(target=watch)
    watching.start()
    with pytest.raises(OutOfService, match="player-hangs"):
        driver.play(tone(1.0), Outlet.HEADPHONES)
    done.set()
    watching.join()

    assert len(seen) > 3
    assert not any("pw-play" in links for links in seen)
    asked = time.monotonic()
    assert driver.state().condition is Condition.BROKEN
    assert time.monotonic() - asked < 2
