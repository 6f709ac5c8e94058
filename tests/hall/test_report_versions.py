"""Each version of the credit report on real wires, from the tile to the paper: what the visitor is asked, what comes out."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from scene import Scene

from app.enrolment import load
from printing.ledger import Ledger, Stage
from printing.seal import verify

NAMES = {"no-violations": "无违法违规证明版", "dongguan": "东莞版", "standard": "标准版"}
SAYS = {
    "no-violations": "二、查询结论一览",
    "dongguan": "八个方面一览",
    "standard": "十三、知识产权信息",
}


def last_paper(scene: Scene) -> bytes:
    papers = sorted(scene.around.printed.glob("page-*.pdf"), key=lambda file: file.stat().st_mtime_ns)
    return papers[-1].read_bytes()


def words_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)


@pytest.mark.parametrize("version", list(NAMES))
def test_visitor_walks_away_with_the_version_that_was_chosen(scene: Scene, version: str) -> None:
    scene.comes_to_preview(version)

    scene.visitor.taps("primary")
    scene.visitor.sees("Done", 60.0)
    paper = last_paper(scene)
    flow = scene.hall.shell.flow_now
    assert flow is not None
    number = dict(flow.property("report"))["number"].replace(" ", "")
    scene.visitor.taps("primary")
    scene.says_goodbye()
    hands = scene.hall.hands
    assert hands is not None
    ledger = Ledger(scene.around.terminal_home / "papers.db", hands.now)
    scene.visitor.waits_for(lambda: ledger.rows(number)[0].stage is Stage.TAKEN, "the ledger to hear who took it")
    ledger.close()

    text = words_of(paper)
    assert verify(paper, load(scene.around.terminal_home).root_pem).valid
    assert number in text
    assert NAMES[version] in text
    assert SAYS[version] in text


def test_agent_named_for_public_records_is_told_that_the_portrait_is_not_his(scene: Scene) -> None:
    scene.opens_the_report("dongguan")
    scene.shows_card("wang")
    scene.visitor.sees("LicenceCode")

    scene.shows_code("wang")

    scene.waits_for_code("licence-scope")


def test_agent_named_for_public_records_gets_the_standard_version(scene: Scene) -> None:
    scene.opens_the_report("standard")
    scene.shows_card("wang")
    scene.visitor.sees("LicenceCode")

    scene.shows_code("wang")

    scene.visitor.sees("Consent")
