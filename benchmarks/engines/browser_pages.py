"""The same pages as HTML in Debian's Chromium, headless: spoken to over its own pipe, and nothing of the network."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import Any

import resources

FLAGS = (
    *("--headless=new", "--disable-gpu", "--no-sandbox", "--no-first-run", "--disable-extensions", "--mute-audio"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server"),
    *("--disable-frame-rate-limit", "--disable-gpu-vsync", "--run-all-compositor-stages-before-draw"),
    *("--window-size=1080,1920", "--remote-debugging-pipe"),
)

PAGE = """<!doctype html><meta charset="utf-8"><style>
@font-face { font-family: N; font-weight: 400; src: url(FONTS/NotoSansSC_400Regular.ttf); }
@font-face { font-family: N; font-weight: 700; src: url(FONTS/NotoSansSC_700Bold.ttf); }
* { font-family: N; box-sizing: border-box; margin: 0; } body { font-size: 40px; color: #1A1A1A; background: #F7F4EC; }
main { width: 1080px; height: 1920px; padding: 48px; display: flex; flex-direction: column; gap: 16px; } h1 { font-size: 56px; }
section { flex: 1; display: grid; gap: 16px; } section.nine { grid-template-columns: 1fr 1fr 1fr; }
button { font-size: 40px; text-align: left; padding: 20px; background: #FFF; border: 1px solid #595959; border-radius: 16px; }
button { min-height: 77px; }
button:active { background: #DCEBED; } small { display: block; font-size: 32px; color: #4A4A4A; } nav { display: flex; gap: 16px; }
nav button { flex: 1; }</style><div id="stage"></div><script>
const asked = ASKED; let up = 0; let done = null
const row = names => names.map(name => `<button>${name}</button>`).join("")
const make = said => `<main><h1>${said.title}</h1><section class="${said.tiles.length === 9 ? "nine" : ""}">` +
  said.tiles.map(([name, hint]) => `<button><b>${name}</b><small>${hint}</small></button>`).join("") + "</section><nav>" +
  row(said.keys) + "</nav><nav>" + row(asked.bar) + "</nav></main>"
const show = () => { document.getElementById("stage").innerHTML = make(asked.pages[up]) }
document.addEventListener("click", () => {
  const began = performance.now()
  up = 1 - up
  show()
  requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - began)))
})
const turn = () => new Promise(told => { done = told; document.querySelector("section button").click() })
show()
</script>"""


def why_no_browser() -> str:
    return "" if shutil.which("chromium") else "there is no Chromium here (scripts/set-up engines installs it)"


class Browser:
    """One page in one browser. Raises RuntimeError for what it refuses."""

    def __init__(self, to_it: int, from_it: BufferedReader) -> None:
        self._to_it, self._from_it = to_it, from_it
        self._asked = 0
        self._session = ""
        self._half = b""

    def opens(self, file: Path) -> None:
        target = self._does("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._does("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._does("Page.enable")
        self._does("Page.navigate", url=file.as_uri())
        next(said for said in self._answers() if said.get("method") == "Page.loadEventFired")
        self._value("document.fonts.ready.then(() => document.querySelectorAll('button').length)")

    def turn(self) -> float:
        return float(self._value("new Promise(told => setTimeout(told, 100)).then(turn)"))

    def _value(self, expression: str) -> Any:
        answer = self._does("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return answer["result"]["value"]

    def _does(self, method: str, **parameters: object) -> Any:
        self._asked += 1
        question = {"id": self._asked, "method": method, "params": parameters}
        os.write(
            self._to_it, json.dumps(question | ({"sessionId": self._session} if self._session else {})).encode() + b"\0"
        )
        for answer in self._answers():
            if answer.get("id") == self._asked:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
        raise RuntimeError("the browser ended")

    def _answers(self) -> Iterator[dict[str, Any]]:
        """What it says from now on, one after the other; what is not asked for any more is kept for who asks next."""
        while True:
            while b"\0" not in self._half:
                piece = self._from_it.read1(65_536)
                if not piece:
                    return
                self._half += piece
            whole, self._half = self._half.split(b"\0", 1)
            yield json.loads(whole)


def turns(asked: dict[str, Any], times: int) -> list[float]:
    """Milliseconds of each turn."""
    with tempfile.TemporaryDirectory(prefix="guanjia-browser-") as folder:
        file = Path(folder) / "pages.html"
        fonts = resources.path("fonts", "NotoSansSC_400Regular.ttf").parent.as_uri()
        file.write_text(PAGE.replace("FONTS", fonts).replace("ASKED", json.dumps(asked, ensure_ascii=False)), "utf-8")
        with browser(Path(folder)) as opened:
            opened.opens(file)
            return [opened.turn() for _ in range(times)]


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    for_it, to_it = os.pipe()
    from_it, by_it = os.pipe()
    words = shlex.join(["chromium", *FLAGS, f"--user-data-dir={profile / 'profile'}"])
    command = ["/bin/sh", "-c", f"exec {words} 3<&{for_it} 4>&{by_it}"]
    process = subprocess.Popen(command, pass_fds=(for_it, by_it), stderr=subprocess.DEVNULL)
    os.close(for_it)
    os.close(by_it)
    try:
        with os.fdopen(from_it, "rb") as answers:
            yield Browser(to_it, answers)
    finally:
        process.terminate()
        process.wait()
        os.close(to_it)
