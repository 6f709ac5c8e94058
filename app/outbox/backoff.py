"""How long a job rests before it is tried again."""

BASE_SECONDS = 2.0
CAP_SECONDS = 300.0


def rest_seconds(attempts: int, share: float) -> float:
    """Full jitter: `share` (0 to 1, drawn at random) of 2 s doubled per attempt, never more than 300 s.

    The random share keeps the terminals of a town from coming back all at once.
    """
    longest = min(CAP_SECONDS, BASE_SECONDS * 2.0 ** min(max(attempts - 1, 0), 16))
    return share * longest
