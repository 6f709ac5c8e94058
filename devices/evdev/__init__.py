"""Linux input events: what keyboards, keypads, wedge scanners and sensors say, as 24-byte structs read from a node.

`codes.py` names the numbers we use, `stream.py` cuts bytes into events, `node.py` is the node itself.

Nobody but us may hear a node that we read: a scanned code that also reached a page would be typed into it. On an input device
EVIOCGRAB sees to that: the kernel gives its events to nobody else. A tty (a keypad's other end may be one: the simulated hall
writes the same structs into a pty) is locked and set to TIOCEXCL: nobody else can open it. A node where neither works is refused
(NotGrabbed).
"""

from typing import NamedTuple

__all__ = ["InputEvent"]


class InputEvent(NamedTuple):
    """One `struct input_event`. `seconds` is the sender's clock; compare it with other events of the same node only."""

    seconds: float
    type: int
    code: int
    value: int
