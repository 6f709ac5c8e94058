"""The gallery's visits to the pages every visitor passes: the poster, the home pages, a zone, a closed door, help, problems."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from appeal_samples import an_appeal
from gallery.terminal import Terminal

from app.contract.help import HelpWord
from app.outbox import Outbox
from kiosk.shell.shell import Way
from kiosk.words import known_codes, problem


def first_pages(terminal: Terminal) -> Iterator[str]:
    shell = terminal.shell
    yield "01-attract"
    shell.somebody_stands_there(True)
    yield "59-attract-awake"
    shell.somebody_stands_there(False)
    shell.start()
    yield "02-home"
    shell.turn_to_own("Attract")
    shell.elder()
    yield "03-home-elder"
    terminal.presses("elder.other")
    yield "03-home-elder-all"
    shell.elder()
    shell.openZone("appeals")
    yield "04-zone"
    shell.home()
    shell.openZone("licences")
    yield "04-zone-elsewhere"
    shell.openService("S403")
    yield "05-closed-elsewhere"
    shell.home()
    shell.openZone(shell.property("stages")[0]["id"])
    yield "04-stage"
    shell.home()
    shell.openSearch()
    yield "74-search"
    shell.searching.setQuery("zx")
    yield "75-search-found"
    shell.searching.setQuery("qqzz")
    yield "76-search-nothing"
    shell.writeSearch()
    shell.searching.setQuery("营业执照")
    yield "79-search-written"


def calls_for_help(terminal: Terminal) -> Iterator[str]:
    """求助 from the first page, and how far it comes."""
    shell, desk = terminal.shell, terminal.central.help_desk
    shell.help()
    comes_to(terminal, "waiting")
    yield "58-help-at-once"
    desk.acknowledge("0317", datetime.now(UTC))
    comes_to(terminal, "coming")
    yield "52-help-coming"
    desk.close(HelpWord.TO_WINDOW)
    comes_to(terminal, "ended")
    yield "52-help-ended"


def leaves_a_number(terminal: Terminal) -> Iterator[str]:
    """Nobody comes: a number is left."""
    shell = terminal.shell
    terminal.central.help_desk.answer_seconds = 1
    shell.start()
    shell.help()
    comes_to(terminal, "unseen")
    yield "52-help-unseen"
    shell.leaveNumber()
    terminal.sees("Callback")
    callback = shell.property("callback")
    callback.setPhone("1380013")
    yield "77-callback"
    callback.setPhone("13800000000")
    callback.agree()
    terminal.sees("Help")
    terminal.waits_for(lambda: callback.property("filed").get("number"), "the number of the call-back")
    yield "52-help-number-left"


def turns_the_voice(terminal: Terminal) -> Iterator[str]:
    terminal.shell.start()
    voice = terminal.hall.voice
    terminal.waits_for(lambda: voice.property("available"), "the sound device to be looked at")
    voice.toggle()
    terminal.waits_for(lambda: voice.property("on"), "the voice")
    yield "78-home-by-ear"
    voice.openPanel()
    terminal.waits_for(lambda: terminal.name_of_the_page == "VoicePanel", "the panel")
    yield "78-voice-panel"
    voice.stop()


def comes_to(terminal: Terminal, phase: str) -> None:
    terminal.waits_for(lambda: terminal.shell.help_call.property("state") == phase, f"help {phase}")


def without_the_wire(terminal: Terminal) -> Iterator[str]:
    """What a visitor meets while the centre is out of reach."""
    shell = terminal.shell
    terminal.cut_the_wire()
    shell.start()
    yield "02-home-offline"
    shell.openService("S901")
    yield "05-closed"
    shell.home()
    shell.help()
    comes_to(terminal, "unreached")
    yield "52-help-unreached"


def problems(terminal: Terminal) -> Iterator[str]:
    """Every kind of problem page with the words that take most room, and by who acts."""
    shell = terminal.shell
    shell.start()
    shell.openService("S101")
    terminal.sees("IdCard")
    key = Way("key", "输入统一社会信用代码", lambda: None)
    again = Way("again", "再试一次", lambda: None)
    end = shell.way_to_end()
    for name, code, ways in (
        ("50-problem", longest("what"), (again, end)),
        ("51-problem-three", longest("title", "visitor"), (key, again, end)),
        ("57-problem-act", longest("act"), (end,)),
        ("57-problem-visitor", longest("what", "visitor"), (again, end)),
        ("57-problem-nobody", longest("what", "nobody"), (again, end)),
    ):
        shell.trouble(code, *ways)
        yield name


def longest(of: str, who: str = "") -> str:
    """The code that has most to say, in both languages together."""
    codes = [code for code in sorted(known_codes()) if _meets_a_visitor(code, who)]
    return max(codes, key=lambda code: sum(len(getattr(problem(language, code), of)) for language in ("zh", "en")))


def guard_and_goodbye(terminal: Terminal) -> Iterator[str]:
    shell = terminal.shell
    shell.start()
    shell.openService("S101")
    terminal.sees("IdCard")
    shell.help()
    comes_to(terminal, "waiting")
    yield "52-help"
    shell.leaveHelp()
    terminal.sees("IdCard")
    shell.idle.ask_now()
    terminal.waits_for(lambda: shell.property("secondsLeft") >= 0, "the question")
    yield "55-timeout"
    shell.stillHere()
    shell.finish()
    yield "53-rating"
    shell.rate(4)
    yield "54-goodbye"


def out_of_service(terminal: Terminal) -> Iterator[str]:
    terminal.shell.lock(True)
    yield "66-out-of-service"
    terminal.shell.help()
    comes_to(terminal, "waiting")
    yield "66-help-out-of-service"


def something_stored(terminal: Terminal) -> None:
    """The plug was pulled between the promise and the page."""
    now = datetime.now(UTC)
    with Outbox(terminal.home, sealing_public_key=terminal.central.sealing_public_key, short_name="T03") as outbox:
        outbox.file([an_appeal(now)], now)


def back_after_a_crash(terminal: Terminal) -> Iterator[str]:
    terminal.sees("Recovered")
    terminal.waits_for(lambda: terminal.shell.property("recovered")["accepted"], "the centre's receipt")
    yield "56-told-after-restart"


def _meets_a_visitor(code: str, who: str) -> bool:
    """What a command says to an operator stands on no page."""
    words = problem("zh", code)
    return (not who or words.who == who) and "guanjia" not in words.title + words.what + words.act
