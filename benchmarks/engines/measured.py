"""Runs one program in a process of its own: some papers to warm up, then one after the other with a watch; one JSON line."""

import argparse
import gc
import json
import resource
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from engines.content import Content, content


def run(lay_out: Callable[[Content], bytes]) -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, required=True)
    asked.add_argument("--rounds", type=int, required=True)
    asked.add_argument("--warm-up", type=int, required=True)
    asked.add_argument("--first", type=int, required=True)
    asked.add_argument("--out", type=Path, required=True)
    wish = asked.parse_args()
    seconds, pdf = [], b""
    for turn in range(wish.warm_up + wish.rounds):
        said = content(wish.rows, wish.first + turn)
        gc.collect()
        began = perf_counter()
        pdf = lay_out(said)
        seconds.append(perf_counter() - began)
    wish.out.write_bytes(pdf)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds[wish.warm_up :], "rss_mb": megabytes, "bytes": len(pdf)}))
