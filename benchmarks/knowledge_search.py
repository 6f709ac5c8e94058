"""A question is answered before the next key: 4,000 standard answers, asked by characters, pinyin, first letters, whole sentences, and by
slips, as a terminal and the centre ask them; against a scan that looks at every one. Everything is made up. Prints one JSON line."""

from __future__ import annotations

import sys
from datetime import date
from random import Random
from time import perf_counter

from search import ACTS, THINGS, TOWNS, Scan, kinds_of
from timing import median, p95, report

from app.contract.knowledge import Channel, KnowledgeEntry
from app.contract.knowledge_search import KnowledgeIndex
from central.packs.service_knowledge import service_knowledge

ENTRIES, QUESTIONS, SCANNED = 4_000, 600, 60
FROM = date(2026, 1, 1)
ASKED = ("怎么办", "要带什么材料", "几天能办完", "收不收费", "在哪里办", "能不能代办")
SENTENCES = (
    "我想问一下我们公司在{town}要做{thing}还需要交什么材料",
    "上次在{town}办的{thing}到现在没有结果是怎么回事",
    "老板让我来办{thing}但是没带身份证可以吗",
)


def entries(count: int) -> list[KnowledgeEntry]:
    """Those that come with the program, and as many more as make up the number."""
    random, found = Random(7), list(service_knowledge())
    every = [(town, thing, act, asked) for town in TOWNS for thing in THINGS for act in ACTS for asked in ASKED]
    for number, (town, thing, act, asked) in enumerate(random.sample(every, count - len(found))):
        found.append(
            KnowledgeEntry(
                id=f"ZS-P{number:04d}",
                version=1,
                valid_from=FROM,
                question=f"{town}{thing}{act}{asked}？",
                english_question=f"Matter {number}?",
                similar=(f"{thing}{asked}", f"{town}{act}", f"想问{thing}{act}"),
                answer=f"{thing}：带身份证到窗口或自助终端。（合成）",
                english_answer="Bring your ID card. (synthetic)",
                category=asked,
                channels=tuple(Channel),
                owner_unit="DG-ZSJ",
                updated_on=FROM,
            )
        )
    return found


def questions(held: list[KnowledgeEntry], count: int) -> list[str]:
    random = Random(11)
    asked: list[str] = []
    while len(asked) < count:
        one = random.choice(held)
        asked += kinds_of(random.choice((one.question.rstrip("？"), *one.similar)), random)
        asked.append(random.choice(SENTENCES).format(town=random.choice(TOWNS), thing=random.choice(THINGS)))
    return asked[:count]


def milliseconds(index: KnowledgeIndex, asked: list[str]) -> list[float]:
    taken = []
    for question in asked:
        began = perf_counter()
        index.find(question, 8)
        taken.append((perf_counter() - began) * 1000)
    return taken


class ScannedIndex(KnowledgeIndex):
    """The same answers, every entry looked at for each question."""

    def __init__(self, held: list[KnowledgeEntry]) -> None:
        super().__init__(held)
        self._index = Scan(self._index._entries)


def main() -> int:
    held = entries(ENTRIES)
    asked = questions(held, QUESTIONS)
    began = perf_counter()
    index = KnowledgeIndex(held)
    built = (perf_counter() - began) * 1000
    milliseconds(index, asked[:20])
    ours = milliseconds(index, asked)
    same = Random(3).sample(asked, SCANNED)
    ratio = median(milliseconds(index, same)) / median(milliseconds(ScannedIndex(held), same))
    found = sum(bool(index.find(question)) for question in asked)
    return report(
        "knowledge_search",
        "p95_ms",
        p95_ms=p95(ours),
        median_ms=median(ours),
        worst_ms=max(ours),
        ratio=ratio,
        built_ms=built,
        answered=found / len(asked),
        entries=ENTRIES,
        questions=QUESTIONS,
        goal=10.0,
        limit=25.0,
    )


if __name__ == "__main__":
    sys.exit(main())
