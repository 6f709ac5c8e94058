"""The player programs that we know, and what each wants to be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Player:
    """A player's words: for a sink with a name, in the place of `{sink}`, and for the one that it chooses itself."""

    to_sink: Sequence[str]
    to_its_own_choice: Sequence[str]


# Where a sink is not there, PipeWire would play to another one: what is meant for headphones, over the loudspeaker.
_NOWHERE_ELSE = "{ node.dont-reconnect=true node.dont-fallback=true }"

PLAYERS: Final[Mapping[str, Player]] = {
    "pw-play": Player(
        ("pw-play", "--target", "{sink}", "--properties", _NOWHERE_ELSE, "/dev/stdin"), ("pw-play", "/dev/stdin")
    ),
    "aplay": Player(("aplay", "--quiet", "--device", "{sink}", "-"), ("aplay", "--quiet", "-")),
}
"""Those that we know by name, tried in this order where none is named."""


def players_of(player: str | Sequence[str]) -> list[Player]:
    """Those to try, in their order: the one named, the one whose command is given, or all. Raises ValueError."""
    if isinstance(player, str):
        if player and player not in PLAYERS:
            raise ValueError(f"no such player: {player}")
        return [PLAYERS[player]] if player else list(PLAYERS.values())
    return [Player(player, player)] if player else list(PLAYERS.values())
