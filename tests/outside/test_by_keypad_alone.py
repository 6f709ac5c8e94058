"""The main job and an appeal by the keypad's wire alone: nothing is touched, and every control of every page is reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fingers import KeypadFingers, Survey
from PySide6.QtGui import QAccessible, QGuiApplication
from scene import Scene, a_scene

from app.contract.jobs import JobKind
from kiosk.simulated_hall import SimulatedHall

LONG_WAY = 240
PHONE = "13800000000"


class KeypadVisitor:
    """The scene of the hall, and fingers on its keypad; each page that is come to is surveyed."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.fingers = KeypadFingers(
            scene.visitor.window, lambda key: scene.street.direct(do="press", key=key), scene.visitor.waits_for
        )
        self.surveys: list[Survey] = []

    def comes_to(self, page: str) -> None:
        self.scene.visitor.sees(page, 60.0)
        self.surveys.append(self.fingers.surveys(page))

    def chooses(self, name: str) -> None:
        self.fingers.chooses(name)

    def chooses_primary(self) -> None:
        self.fingers.chooses(str(self.scene.visitor.control("primary").property("said")))

    def goes_on(self) -> None:
        """接着看, sheet by sheet, until the button says something else; then that."""
        while self.scene.visitor.control("primary").property("said") == "接着看":
            self.chooses("接着看")
        self.chooses_primary()

    def flow(self, asked: str) -> Any:
        """What stands on the page: a visitor by keypad sees it."""
        flow = self.scene.hall.shell.flow_now
        assert flow is not None
        return flow.property(asked)

    def starts(self) -> None:
        self.comes_to("Attract")
        self.chooses("点这里开始")
        self.comes_to("Home")

    def identifies(self) -> None:
        self.comes_to("IdCard")
        self.scene.shows_card()
        self.comes_to("LicenceCode")
        self.scene.shows_code()

    def rates_and_leaves(self) -> None:
        self.comes_to("Rating")
        self.chooses("满意")
        self.comes_to("Goodbye")
        self.chooses_primary()
        self.scene.visitor.sees("Attract", 60.0)

    @property
    def faults(self) -> list[str]:
        return [fault for survey in self.surveys for fault in survey.faults]


@pytest.fixture
def visitor(around: SimulatedHall, qapp: QGuiApplication) -> Iterator[KeypadVisitor]:
    QAccessible.setActive(True)
    with a_scene(around, qapp) as scene:
        visitor = KeypadVisitor(scene)
        yield visitor
        visitor.fingers.leave()


@pytest.mark.timeout(LONG_WAY)
def test_report_is_printed_and_rated_by_keys(visitor: KeypadVisitor) -> None:
    visitor.comes_to("Attract")
    visitor.chooses("点这里开始")
    visitor.comes_to("Home")
    visitor.chooses("信用报告")
    visitor.comes_to("Zone")
    visitor.chooses("信用报告")
    visitor.comes_to("Version")
    visitor.chooses("无违法违规证明版")
    visitor.identifies()
    visitor.comes_to("Consent")
    visitor.goes_on()
    visitor.comes_to("Scope")
    visitor.goes_on()
    visitor.comes_to("PurposePage")
    visitor.chooses(visitor.flow("purposes")[0]["name"])
    visitor.goes_on()
    visitor.comes_to("Check")
    visitor.goes_on()
    visitor.comes_to("Preview")
    visitor.goes_on()
    visitor.comes_to("Done")
    visitor.chooses_primary()
    visitor.rates_and_leaves()
    visitor.scene.waits_until_delivered()

    assert sorted(visitor.scene.around.printed.glob("page-*.pdf"))
    assert visitor.scene.jobs(JobKind.VISIT_RATED)
    assert visitor.faults == []


@pytest.mark.soak  # the report takes the same way, and the audit tries the keys of every page
@pytest.mark.timeout(LONG_WAY)
def test_appeal_is_filed_by_keys(visitor: KeypadVisitor) -> None:
    visitor.starts()
    visitor.chooses("政企直通车")
    visitor.comes_to("Zone")
    visitor.chooses("提交企业诉求")
    visitor.identifies()
    visitor.comes_to("TopicPage")
    visitor.chooses("税费")
    visitor.goes_on()
    visitor.comes_to("Matters")
    visitor.chooses(visitor.flow("matters")[0]["name"])
    visitor.goes_on()
    visitor.comes_to("Phone")
    for digit in PHONE:
        visitor.chooses(digit)
    visitor.goes_on()
    visitor.comes_to("Check")
    visitor.goes_on()
    visitor.comes_to("Filed")
    visitor.goes_on()
    visitor.scene.visitor.waits_for(lambda: visitor.flow("slipState") == "printed", "the slip", 60.0)
    visitor.goes_on()
    visitor.rates_and_leaves()
    visitor.scene.waits_until_delivered()

    assert len(visitor.scene.jobs(JobKind.APPEAL_FILED)) == 1
    assert visitor.faults == []
