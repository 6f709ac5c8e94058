"""THE PAPER: pyHanko speaks asyncio, for time stamps and revocation lists on the network; sealing here is a plain call."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


def finish(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, from any thread, also from one whose own event loop is running. Raises what it raises."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(max_workers=1) as elsewhere:  # asyncio allows one running loop to a thread
        return elsewhere.submit(asyncio.run, coroutine).result()
