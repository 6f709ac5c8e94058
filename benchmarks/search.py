"""What is keyed in is answered before the next key: the search over 4,000 entries, against a naive scan that looks at every one of them.

Entries and questions are made up and plausible: notices, grants and permits of towns and offices; first letters as they are keyed in
one by one, whole syllables, characters, characters in another order, characters that only sound alike. Prints one JSON line.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from itertools import product
from random import Random
from time import perf_counter

from timing import median, p95, report

from app.contract.finding.index import Entry, Found, SearchIndex
from app.contract.finding.readings import readings, table


def words(listed: str) -> list[str]:
    return listed.split()


ENTRIES = 4_000
QUESTIONS = 600
SCANNED = 60
TOWNS = words("寮步 长安 虎门 厚街 塘厦 常平 大朗 凤岗 清溪 石龙 石碣 茶山 松山湖 南城 东城 万江 莞城 横沥 企石 樟木头")
OFFICES = words("工信 科技 商务 人社 市场监管 生态环境 住建 税务 金融 发改")
THINGS = words(
    "技术改造补贴 高新技术企业认定奖励 首次贷款贴息 稳岗返还 一次性扩岗补助 绿色工厂奖励 专精特新企业培育 研发费用加计扣除 "
    "食品经营许可 公共场所卫生许可 劳务派遣经营许可 排污许可 施工许可 消防验收 出口信用保险补贴 展会补贴 知识产权质押贴息 "
    "数字化转型补助 工业用地弹性出让 人才住房补贴 创业担保贷款 失业保险 工伤认定 职业技能提升补贴 首台套装备奖励"
)
ACTS = words("申报 续期 变更 注销 进度查询 办理指南 公示 资金拨付 异议处理")


def made_up(count: int) -> list[Entry]:
    random = Random(7)
    every = list(product(TOWNS, OFFICES, THINGS, ACTS))
    return [
        Entry(f"P{number:04d}", f"{town}镇{thing}{act}", (f"{office}局{thing}", f"{thing}材料清单", f"{town}{act}"))
        for number, (town, office, thing, act) in enumerate(random.sample(every, count))
    ]


def questions(entries: list[Entry], count: int) -> list[str]:
    random = Random(11)
    asked: list[str] = []
    while len(asked) < count:
        word = random.choice(random.choice(entries).title.split("镇")[-1:] + list(random.choice(entries).words))
        asked += kinds_of(word, random)
    return asked[:count]


def kinds_of(word: str, random: Random) -> list[str]:
    """One word asked for in every way there is."""
    initials = "".join(readings(character)[0][0] for character in word if readings(character))
    spelt = "".join(readings(character)[0] for character in word if readings(character))
    start = random.randrange(max(1, len(word) - 3))
    part = word[start : start + 4]
    turned = part[2:] + part[:2]
    return [
        initials[:1],
        initials[:2],
        initials[:4],
        spelt[:3],
        spelt[:7],
        part[:2],
        part,
        turned,
        mistaken(part, random),
    ]


SAME_SOUND: dict[str, list[str]] = defaultdict(list)
for known, syllables in table().items():
    SAME_SOUND[syllables[0]].append(known)


def mistaken(part: str, random: Random) -> str:
    """One character taken for another that sounds the same."""
    place = random.randrange(len(part))
    alike = SAME_SOUND[readings(part[place])[0]] if readings(part[place]) else [part[place]]
    return part[:place] + random.choice(alike) + part[place + 1 :]


class Scan(SearchIndex):
    """The same answers, and every entry looked at for each question."""

    def _opening_with(self, *_begins: str) -> int:
        return self._everything

    def _holding_all(self, characters: str) -> int:
        return sum(1 << number for number, text in enumerate(self._texts) if set(characters) <= set(text))

    def _standing(self, asked: str, whole: str) -> Found:
        found: Found = {}
        for number, begins in enumerate(self._begins):
            at = whole[begins : begins + len(self._texts[number])].find(asked)
            if at >= 0:
                found[number] = self._near(number, at, len(asked))
        return found


def milliseconds(index: SearchIndex, asked: list[str]) -> list[float]:
    taken = []
    for question in asked:
        began = perf_counter()
        index.find(question)
        taken.append((perf_counter() - began) * 1000)
    return taken


def main() -> int:
    entries = made_up(ENTRIES)
    asked = questions(entries, QUESTIONS)
    began = perf_counter()
    index = SearchIndex(entries)
    built = (perf_counter() - began) * 1000
    milliseconds(index, asked[:20])
    ours = milliseconds(index, asked)
    same, scan = Random(3).sample(asked, SCANNED), Scan(entries)
    ratio = median(milliseconds(index, same)) / median(milliseconds(scan, same))
    found = sum(bool(index.find(question)) for question in asked)
    return report(
        "search",
        "p95_ms",
        p95_ms=p95(ours),
        median_ms=median(ours),
        worst_ms=max(ours),
        ratio=ratio,
        built_ms=built,
        answered=found / len(asked),
        entries=ENTRIES,
        questions=QUESTIONS,
        goal=20.0,
        limit=50.0,
    )


if __name__ == "__main__":
    sys.exit(main())
