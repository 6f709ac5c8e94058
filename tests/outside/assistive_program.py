"""Assistive technology as a program: Debian's own Python and its AT-SPI, nothing of the product, no coordinates, no picture.

One question a line as JSON on its standard input, one answer a line on its standard output:
    {"do": "look"}                          every node that shows: place, depth, role, name, description, states, actions, text
    {"do": "press", "node": 3}              its press (or toggle) action; the node's place in the last look
    {"do": "write", "node": 3, "text": ""}  as a braille display or a voice keyboard writes into it
    {"do": "focus", "node": 3}
"""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

APPLICATION = "guanjia"
DEEPEST = 40
STATES = (
    "showing",
    "visible",
    "enabled",
    "sensitive",
    "focusable",
    "focused",
    "checkable",
    "checked",
    "editable",
    "selectable",
)
PRESSING = ("Press", "press", "Toggle", "toggle", "click", "Click")


def application():
    desktop = Atspi.get_desktop(0)
    for place in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(place)
        if child is not None and child.get_name() in (APPLICATION, "莞家自助"):
            return child
    return None


def nodes_below(node, depth=0):
    if depth > DEEPEST:
        return
    for place in range(node.get_child_count()):
        child = node.get_child_at_index(place)
        if child is None:
            continue
        states = states_of(child)
        if depth and "showing" not in states:
            continue
        yield child, depth, states
        yield from nodes_below(child, depth + 1)


def states_of(node):
    held = node.get_state_set()
    return [name for name in STATES if held.contains(getattr(Atspi.StateType, name.upper()))]


def can(node, interface):
    return interface in node.get_interfaces()


def actions_of(node):
    if not can(node, "Action"):
        return []
    return [Atspi.Action.get_action_name(node, place) for place in range(Atspi.Action.get_n_actions(node))]


def text_of(node):
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node)) if can(node, "Text") else None


def told_of(node, depth, states):
    return {
        "depth": depth,
        "role": node.get_role_name(),
        "name": node.get_name(),
        "description": node.get_description(),
        "states": states,
        "actions": actions_of(node),
        "text": text_of(node),
        "writable": "editable" in states,
    }


class Eyes:
    def __init__(self):
        self.seen = []

    def look(self):
        root = application()
        if root is None:
            return {"nodes": []}
        root.clear_cache()
        self.seen, told = [], []
        for node, depth, states in nodes_below(root):
            told.append(told_of(node, depth, states))
            self.seen.append(node)
        return {"nodes": told}

    def press(self, node):
        names = actions_of(node)
        wanted = next((place for place, name in enumerate(names) if name in PRESSING), None)
        return {"done": wanted is not None and bool(Atspi.Action.do_action(node, wanted))}

    def write(self, node, text):
        """Qt carries this out for items of QML and does not list the interface among theirs (6.8): the state tells."""
        return {"done": bool(Atspi.EditableText.set_text_contents(node, text))}

    def focus(self, node):
        return {"done": bool(Atspi.Component.grab_focus(node))}

    def where(self, node):
        box = Atspi.Component.get_extents(node, Atspi.CoordType.SCREEN)
        return {"middle": [box.x + box.width // 2, box.y + box.height // 2]}

    def answer(self, asked):
        if asked["do"] == "look":
            return self.look()
        node = self.seen[asked["node"]]
        if asked["do"] == "press":
            return self.press(node)
        if asked["do"] == "write":
            return self.write(node, asked["text"])
        if asked["do"] == "where":
            return self.where(node)
        return self.focus(node)


def main():
    eyes = Eyes()
    for line in sys.stdin:
        try:
            answer = eyes.answer(json.loads(line))
        except GLib.Error as gone:
            # A page was turned under its eyes: what it held is not there any more. Whoever asked looks again.
            answer = {"gone": str(gone)}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
