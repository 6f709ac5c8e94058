"""The gallery's visits, all of them: together they come by every page there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gallery.terminal import Terminal
from gallery.visits import appeals, asking, credit, declared, forms, hall, maintenance


def nothing(_terminal: Terminal) -> None:
    pass


@dataclass(frozen=True)
class Visit:
    """A way through the terminal that stops where there is something to be seen, and says what."""

    walk: Callable[[Terminal], Iterator[str]]
    prepare: Callable[[Terminal], None] = nothing

    @property
    def name(self) -> str:
        return self.walk.__name__


EVERY_VISIT = (
    Visit(credit.questions),
    Visit(credit.making_and_printing),
    Visit(appeals.appeal_with_the_wire),
    Visit(appeals.in_own_words),
    Visit(appeals.appeal_without_the_wire),
    Visit(hall.first_pages),
    Visit(credit.verification),
    Visit(maintenance.devices),
    Visit(hall.problems),
    Visit(credit.identification),
    Visit(declared.declared_with_the_wire),
    Visit(declared.declared_without_the_wire),
    Visit(declared.declared_lists),
    Visit(forms.blank_forms),
    Visit(forms.form_with_a_name),
    Visit(asking.questions_and_answers),
    Visit(hall.guard_and_goodbye),
    Visit(hall.calls_for_help),
    Visit(hall.leaves_a_number),
    Visit(hall.turns_the_voice),
    Visit(credit.portrait_of_a_firm),
    Visit(credit.card_pulled_out, credit.a_slot_for_the_card),
    Visit(credit.jammed_and_done),
    Visit(appeals.progress),
    Visit(hall.without_the_wire),
    Visit(maintenance.stuck_jobs, maintenance.something_not_taken),
    Visit(hall.out_of_service),
    Visit(hall.back_after_a_crash, hall.something_stored),
)
"""The longest first: whoever shares them out among two processes ends sooner."""

IN_A_STATE_OF_THEIR_OWN = frozenset(
    {
        "03-home-elder-all",
        "71-place-town",
        "63-device-tests-running",  # its seconds go on while it is looked at; what can be pressed is pressed before it runs
        "78-home-by-ear",
        "78-voice-panel",  # while it speaks a first tap tells and a second one acts
        *(f"70-own-words-{way}" for way in ("pinyin", "stroke", "letters", "rare")),
    }
)
"""Pages that keep something of their own which is lost when they are made anew; they are looked at as they are, and not touched."""
