"""不对，我要改: what is wrong is asked on a page of its own; every way to change something leads back to the check, and keeps the rest."""

from __future__ import annotations

from quick_terminal import QuickTerminal


def test_which_answer_is_asked_and_its_change_leads_back(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_appeal()
    before = terminal.flow.property("checkRows")

    terminal.flow.askWhatToChange()
    terminal.sees("WhichAnswer")
    terminal.flow.change("phone")
    terminal.sees("Phone")
    terminal.flow.setPhone("13900000000")
    terminal.flow.confirm()
    terminal.sees("Check")

    after = terminal.flow.property("checkRows")
    assert [row["value"] for row in after if row["change"] == "phone"] == ["139 0000 0000"]
    assert [row for row in after if row["change"] != "phone"] == [row for row in before if row["change"] != "phone"]


def test_a_changed_mind_about_changing_leads_back(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_appeal()
    terminal.flow.askWhatToChange()
    terminal.sees("WhichAnswer")

    terminal.shell.back()

    assert terminal.shell.page_name == "Check"


def test_details_of_a_changed_answer_are_asked_before_the_check_comes_back(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_report()
    terminal.flow.askWhatToChange()

    terminal.flow.change("scope")
    terminal.flow.chooseScope("own")
    terminal.flow.confirm()
    terminal.sees("Domains")
    terminal.flow.allDomains()
    terminal.flow.confirm()

    terminal.sees("Check")


def test_nothing_is_asked_while_the_report_is_being_made(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_report()
    terminal.flow.wait()

    terminal.flow.askWhatToChange()

    assert terminal.shell.page_name == "Check"


def test_an_elder_checks_four_lines_of_a_report(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_report()

    lines = terminal.flow.property("checkInBrief")

    assert [line["label"] for line in lines] == ["哪家企业", "打印什么", "查多久", "要钱吗"]
    assert all(line["value"] for line in lines)


def test_an_elder_checks_four_lines_of_an_appeal(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_appeal()
    terminal.flow.change("matters")
    terminal.flow.toggleMatter(terminal.flow.property("matters")[0]["id"])
    terminal.flow.confirm()
    terminal.sees("Check")

    lines = terminal.flow.property("checkInBrief")

    assert [line["label"] for line in lines] == ["哪家企业", "哪方面", "什么困难", "打哪个电话"]
    assert all(line["value"] for line in lines)
