"""Characters as somebody might draw them, for tests that need some ink and no model."""

from __future__ import annotations

Strokes = list[list[tuple[float, float]]]

ONE: Strokes = [[(10, 50), (40, 48), (90, 50)]]
TEN: Strokes = [[(10, 50), (90, 48)], [(50, 8), (51, 60), (50, 95)]]
MOUTH: Strokes = [[(20, 20), (22, 80)], [(20, 20), (80, 20), (78, 80)], [(22, 78), (78, 78)]]
WORK: Strokes = [[(20, 20), (80, 18)], [(50, 20), (50, 80)], [(8, 82), (92, 80)]]
EAST: Strokes = [
    [(19, 33), (32, 33), (53, 30), (81, 25)],
    [(48, 6), (49, 13), (39, 41), (31, 58), (52, 57), (74, 55)],
    [(49, 41), (53, 46), (53, 84), (46, 86), (38, 81)],
    [(31, 69), (28, 76), (21, 86)],
    [(67, 67), (76, 72), (84, 84)],
]
KNOWN = {"一": ONE, "十": TEN, "口": MOUTH, "工": WORK, "东": EAST}


def flat(ink: Strokes) -> list[list[float]]:
    """As the ink pad tells it: x, y, x, y …"""
    return [[number for point in stroke for number in point] for stroke in ink]
