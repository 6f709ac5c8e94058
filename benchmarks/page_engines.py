"""A page is turned → the first frame that shows it: the terminal's home page and the one behind it, against the same two pages in Qt
Widgets and in a browser. 1080 x 1920, drawn in software, one after the other in the same run.

    ours      the nine zones → the services of one and back, on the terminal itself with all that is behind it
    widgets   the same words, tiles, rows and bar as plain widgets, made anew at each turn, as ours are
    browser   the same as HTML in Debian's Chromium, headless and without waiting for a screen's next frame; left out where there is none

`p95_ms` is ours. The others draw no focus rings, know no theme and tell assistive technology what they tell it by themselves: they are
what can be had at the least. In the browser the time is its own: from the tap's handler until the frame after the page's may begin.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import cycle
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from engines import browser_pages
from terminal import Terminal, terminal
from timing import median, p95, report

WARM_UP = 4
TURNS = 40
STILL_SECONDS = 0.2
ZONE = "credit"


def main() -> int:
    with terminal() as kiosk:
        kiosk.visitor.sees("Attract")
        kiosk.visitor.taps("start")
        kiosk.visitor.sees("Home")
        asked = what_stands_there(kiosk)
        ours = turns(kiosk)
    others = {"widgets": turns_of_widgets(asked)}
    if missing := browser_pages.why_no_browser():
        sys.stderr.write(f"left out: {missing}\n")
    else:
        others["browser"] = browser_pages.turns(asked, WARM_UP + TURNS)[WARM_UP:]
    return report(
        "page-engines",
        "p95_ms",
        p95_ms=p95(ours),
        ours_ms=median(ours),
        **{f"{name}_ms": median(times) for name, times in others.items()},
        **{f"{name}_ms_p95": p95(times) for name, times in others.items()},
        **{f"ratio_to_{name}": median(ours) / median(times) for name, times in others.items()},
        runs=TURNS,
        goal=16.7,
        limit=50.0,
    )


def what_stands_there(kiosk: Terminal) -> dict[str, Any]:
    """The words of both pages, as the terminal has them now."""
    shell = kiosk.hall.shell
    menu, around = shell.menu, shell.around
    return {
        "pages": [
            {
                "title": "您好，今天要办什么？",
                "tiles": [[row["title"], row["reason"] or row["hint"]] for row in menu.zone_rows(around, shell.say)],
                "keys": ["找一件事", "按阶段看", "长辈版", "查进度", "验报告"],
            },
            {
                "title": menu.zone_title(ZONE),
                "tiles": [[row["title"], row["hint"]] for row in menu.service_rows(ZONE, around, shell.say)],
                "keys": [],
            },
        ],
        "bar": ["返回", "首页", "求助", "语音", "字号", "对比"],
    }


def turns_of_widgets(asked: dict[str, Any]) -> list[float]:
    """In a process of their own: one process has one kind of application."""
    said = json.dumps(asked | {"turns": WARM_UP + TURNS})
    command = [sys.executable, "-m", "engines.widget_pages"]
    done = subprocess.run(command, input=said, capture_output=True, text=True, check=True, cwd=Path(__file__).parent)
    taken: list[float] = json.loads(done.stdout)
    return taken[WARM_UP:]


def turns(kiosk: Terminal) -> list[float]:
    """From the nine zones to the services of one, and back."""
    ways = cycle(((f"zone.{ZONE}", "Zone"), ("nav.back", "Home")))
    return [one_turn(kiosk, turn // 2, *next(ways)) for turn in range(WARM_UP + TURNS)][WARM_UP:]


def one_turn(kiosk: Terminal, turn: int, name: str, page: str) -> float:
    milliseconds = kiosk.milliseconds_to_page(page, kiosk.tap(name, turn))
    kiosk.visitor.lets_pass(STILL_SECONDS)
    return milliseconds


if __name__ == "__main__":
    sys.exit(main())
