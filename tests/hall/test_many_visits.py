"""One visitor after another, all day long: nobody meets the one before, and the terminal does not grow."""

from pathlib import Path

import pytest
from scene import Scene

VISITS = 120
SETTLED = 40
"""Caches of fonts, pages and pictures are full after these visits."""


def resident_kilobytes() -> int:
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0])


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_a_day_of_visits_leaves_nobody_and_grows_nothing(scene: Scene) -> None:
    sizes = []
    for visit in range(VISITS):
        scene.opens_the_report()
        assert scene.hall.shell.property("who") == "", f"visit {visit} met the one before"
        scene.shows_card("zhang" if visit % 2 else "li")
        scene.visitor.sees("LicenceCode")
        assert scene.hall.shell.property("who") == ("张××" if visit % 2 else "李××")
        scene.street.direct(do="take-card")
        scene.hall.shell.endVisit()
        scene.visitor.sees("Goodbye")
        scene.hall.shell.endVisit()
        scene.visitor.sees("Attract")
        sizes.append(resident_kilobytes())

    assert sizes[-1] <= sizes[SETTLED] * 1.05
    scene.waits_until_delivered()
