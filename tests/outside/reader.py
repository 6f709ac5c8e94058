"""Somebody who has the pages read to them by a program outside: knows names, roles and states, presses and writes, points nowhere."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from private_desktop import SYSTEM_PYTHON, Desktop, Hand, running, waits_for

BUTTON, CHOICE, TICK, FIELD, HEADING = "push button", "radio button", "check box", "text", "heading"
CONTROLS = frozenset({BUTTON, CHOICE, TICK, FIELD, "toggle button", "link", "page tab"})
PRESSES = frozenset({"Press", "Toggle"})
FRAME = "莞家自助"


@dataclass(frozen=True)
class Node:
    """One node as the reader was told of it."""

    place: int
    depth: int
    role: str
    name: str
    description: str
    states: frozenset[str]
    actions: tuple[str, ...]
    text: str | None
    writable: bool

    @property
    def is_control(self) -> bool:
        return self.role in CONTROLS

    @property
    def is_chosen(self) -> bool:
        return "checked" in self.states

    def __str__(self) -> str:
        return f"{self.role} “{self.name}”"


class Reader:
    """A process of its own on the same desktop; everything it knows of the terminal came over AT-SPI."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._hand = Hand()

    # ---- what is there ----

    def page(self) -> list[Node]:
        """What the terminal's window shows now; empty while it is being turned, or before it is up."""
        nodes = [
            Node(
                place,
                told["depth"],
                told["role"],
                told["name"],
                told["description"],
                frozenset(told["states"]),
                tuple(told["actions"]),
                told["text"],
                told["writable"],
            )
            for place, told in enumerate(self._ask(do="look").get("nodes", ()))
        ]
        frames = [node.place for node in nodes if node.role == "frame"]
        ours = [place for place in frames if nodes[place].name == FRAME]
        if not ours:
            return []
        end = next((place for place in frames if place > ours[0]), len(nodes))
        return nodes[ours[0] : end]

    def heading(self) -> str:
        return next((node.name for node in self.page() if node.role == HEADING), "")

    def finds(self, name: str, role: str = "") -> Node | None:
        """A node of exactly that name, a control before words of the same name."""
        named = [node for node in self.page() if node.name == name and role in {"", node.role}]
        return next((node for node in named if node.is_control), named[0] if named else None)

    def reads(self, field: str) -> str:
        """What stands in a field now."""
        node = self.finds(field)
        return (node.text or "") if node is not None else ""

    # ---- waiting ----

    def hears(self, heading: str) -> list[Node]:
        """Wait until the page's heading says so; the page then."""
        waits_for(lambda: heading in self.heading(), lambda: f"a page headed {heading}; it is headed {self.heading()}")
        return self.page()

    def control(self, name: str) -> Node:
        """Wait until a control of that name is there and can be pressed."""
        found: list[Node] = []

        def is_there() -> bool:
            node = self.finds(name)
            if node is not None and node.is_control and "sensitive" in node.states:
                found.append(node)
            return bool(found)

        waits_for(is_there, lambda: f"a control named {name} on the page headed {self.heading()}")
        return found[-1]

    # ---- doing ----

    def presses(self, name: str) -> None:
        """As a screen reader, a switch or a voice does it. Once: what is not taken is no press."""
        waits_for(self._hand.is_free, "the hand")
        node = self.control(name)
        answer = self._ask(do="press", node=node.place)
        self._hand.has_pressed()
        assert answer.get("done"), f"{node} could not be pressed: {answer}"

    def writes(self, name: str, text: str) -> None:
        node = self.control(name)
        answer = self._ask(do="write", node=node.place, text=text)
        assert answer.get("done"), f"{node} took no text: {answer}"

    def focuses(self, name: str) -> None:
        answer = self._ask(do="focus", node=self.control(name).place)
        assert answer.get("done"), f"{name} did not take the focus: {answer}"

    def where(self, name: str) -> tuple[str, str]:
        """The middle of a control on the screen, for a hand that holds a mouse."""
        x, y = self._ask(do="where", node=self.control(name).place)["middle"]
        return str(x), str(y)

    def _ask(self, **question: Any) -> dict[str, Any]:
        asked, told = self._process.stdin, self._process.stdout
        assert asked is not None
        assert told is not None
        asked.write(json.dumps(question, ensure_ascii=False) + "\n")
        asked.flush()
        answer: dict[str, Any] = json.loads(told.readline() or "{}")
        return answer


@contextmanager
def a_reader(desktop: Desktop) -> Iterator[Reader]:
    program = Path(__file__).with_name("assistive_program.py")
    command = [SYSTEM_PYTHON, "-W", "ignore", str(program)]
    with running(command, env=desktop.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        yield Reader(process)


def faults(page: list[Node]) -> list[str]:
    """What a reader outside would stumble over on this page."""
    controls = [node for node in page if node.is_control]
    told: list[str] = []
    headings = [node for node in page if node.role == HEADING]
    if len(headings) != 1:
        told.append(f"{len(headings)} headings")
    told += [f"{node.role} without a name" for node in controls if not node.name.strip()]
    told += [f"{node} cannot be pressed" for node in controls if node.role != FIELD and not PRESSES & set(node.actions)]
    told += [f"{node} takes no text" for node in controls if node.role == FIELD and not node.writable]
    told += [
        f"{node} says nothing of being chosen"
        for node in controls
        if node.role in {CHOICE, TICK} and "checkable" not in node.states
    ]
    told += [
        f"words without words ({node.role})"
        for node in page
        if node.role in {"label", "image"} and not node.name.strip()
    ]
    names = [node.name for node in controls]
    told += [f"two controls are called “{name}”" for name in sorted(set(names)) if names.count(name) > 1]
    if not any("focused" in node.states for node in page if node.role != "filler"):
        told.append("nothing has the focus")
    return told
