"""What a report says, in a sentence or three: never more than it knows."""

from collections.abc import Callable, Mapping, Sequence

from app.contract.credit import DomainConclusion, DomainOutcome

Say = Callable[..., str]


def conclusion_words(conclusions: Sequence[DomainConclusion], names: Mapping[str, str], say: Say) -> list[str]:
    """Clean domains counted, domains with records named, domains without conclusion named as such.

    `names`: a domain's id → its name in the visitor's language.
    """
    clean = [row for row in conclusions if row.outcome is DomainOutcome.CLEAN]
    marked = [row for row in conclusions if row.outcome is DomainOutcome.RECORDS]
    silent = [row for row in conclusions if row.outcome is DomainOutcome.NO_CONCLUSION]
    words = [say("%1 个领域没有发现违法违规记录。", len(clean))] if clean else []
    if marked:
        words.append(say("有记录的领域：%1。", _named(marked, names, say)))
    if silent:
        words.append(say("数据没有更新或没有接入，不作结论："))
        words.append(say("%1。", _listed([_name(row, names) for row in silent], say)))
    return words


def _named(rows: Sequence[DomainConclusion], names: Mapping[str, str], say: Say) -> str:
    return _listed([say("%1 %2 条", _name(row, names), row.records) for row in rows], say)


def _name(row: DomainConclusion, names: Mapping[str, str]) -> str:
    return names.get(row.domain, row.name)


def _listed(names: list[str], say: Say) -> str:
    """At most three by name; the report itself has them all."""
    return say("、").join(names[:3]) + (say(" 等 %1 个", len(names)) if len(names) > 3 else "")
