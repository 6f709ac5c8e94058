"""The wire is cut, slow, or answers nonsense: clear words, nothing lost, nothing doubled."""

import pytest
from scene import USCC, Scene

from app.contract.jobs import JobKind


def files_an_appeal_by_keys(scene: Scene) -> dict[str, object]:
    """From the card to the stored appeal, the enterprise keyed in because nobody can be asked."""
    visitor = scene.visitor
    visitor.taps("start")
    visitor.sees("Home")
    visitor.taps("zone.appeals")
    visitor.sees("Zone")
    visitor.taps("service.S101")
    visitor.sees("IdCard")
    scene.shows_card()
    visitor.sees("EnterpriseCode")
    visitor.keys_in(USCC)
    visitor.taps("primary")
    visitor.sees("TopicPage")
    visitor.taps("topic.2")
    visitor.taps("primary")
    visitor.sees("Matters")
    visitor.taps("matter.1")
    visitor.taps("primary")
    visitor.sees("Phone")
    visitor.keys_in("13800000000")
    visitor.taps("primary")
    visitor.sees("Check")
    visitor.taps("primary")
    visitor.sees("Filed")
    flow = scene.hall.shell.flow_now
    assert flow is not None
    return dict(flow.property("filed"))


def cuts_the_wire(scene: Scene) -> None:
    scene.street.direct(do="wire", state="cut")
    scene.visitor.waits_for(lambda: scene.hall.shell.around.online is False, "the cut to be noticed", 30.0)


def test_report_is_closed_with_its_reason_and_the_nearest_alternative(scene: Scene) -> None:
    cuts_the_wire(scene)

    scene.visitor.taps("start")
    scene.visitor.sees("Home")
    scene.visitor.taps("zone.credit")
    scene.visitor.sees("Zone")
    scene.visitor.taps("service.S901")
    scene.visitor.sees("Closed")

    closed = dict(scene.hall.shell.property("closedService"))
    assert closed["reason"] == "网络不通，暂时办不了"
    assert closed["alternativeId"] == "S101"


def test_tile_opens_by_itself_when_the_wire_is_back(scene: Scene) -> None:
    cuts_the_wire(scene)

    scene.street.direct(do="wire", state="whole")

    scene.visitor.waits_for(lambda: scene.hall.shell.around.online is True, "the wire", 30.0)
    credit = next(row for row in scene.hall.shell.property("zones") if row["id"] == "credit")
    assert not credit["closed"]


def test_appeal_is_stored_said_to_be_stored_and_arrives_once(scene: Scene) -> None:
    before = len(scene.jobs(JobKind.APPEAL_FILED))
    cuts_the_wire(scene)

    filed = files_an_appeal_by_keys(scene)

    assert filed["accepted"] is False
    assert str(filed["number"]).startswith("T03-")
    scene.street.direct(do="wire", state="whole")
    scene.waits_until_delivered()
    appeals = scene.jobs(JobKind.APPEAL_FILED)
    assert len(appeals) == before + 1
    assert appeals[-1].receipt.startswith("QG")
    assert appeals[-1].server_state == "已收件"


def test_page_says_received_when_the_ack_comes_while_it_is_up(scene: Scene) -> None:
    cuts_the_wire(scene)
    files_an_appeal_by_keys(scene)
    flow = scene.hall.shell.flow_now
    assert flow is not None

    scene.street.direct(do="wire", state="whole")

    scene.visitor.waits_for(lambda: bool(dict(flow.property("filed"))["accepted"]), "the ack on the page", 60.0)
    assert str(dict(flow.property("filed"))["number"]).startswith("QG")


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("cut", "centre-no-connection"),
        ("error", "centre-server-error"),
        ("html", "centre-not-our-centre"),
        ("slow", "centre-timeout"),
    ],
)
def test_centre_fails_at_the_worst_moment_and_the_same_order_goes_again(scene: Scene, state: str, code: str) -> None:
    scene.opens_the_report()
    scene.identifies()
    scene.answers()

    scene.street.direct(do="wire", state=state)
    scene.visitor.taps("primary")
    scene.waits_for_code(code, 40.0)
    scene.street.direct(do="wire", state="whole")
    scene.chooses("again")

    scene.visitor.sees("Preview", 40.0)
