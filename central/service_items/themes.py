"""Themes (一件事) at the centre: proposed, checked against the items they join, published with their days."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.contract.service_items import ServiceItem
from app.contract.service_situations import can_come_about, wrong_questions
from app.contract.service_themes import PublishedTheme, Theme, ThemeConflict, all_questions, joint_form, wrong_order
from central.service_items.history import THEME, Step, write_down
from central.service_items.states import Broken, ChangeState, ItemsRefused
from central.service_items.tables import ServiceThemeVersion
from central.service_items.texts import keep, sha256_of, texts_of, written
from central.service_items.versions import Book

LEAST_DEPARTMENTS = 2


def propose_themes(book: Book, themes: Sequence[Theme]) -> int:
    """Take these in; how many say something new. Raises ItemsRefused: a published version is never changed, a version never lower."""
    broken = list(_not_to_be_proposed(book.session, themes))
    if broken:
        raise ItemsRefused(broken)
    keep(book.session, [written(theme) for theme in themes])
    changed = [theme for theme in themes if _put(book.session, theme)]
    book.session.flush()
    _write(book, changed, ChangeState.PROPOSED)
    return len(changed)


def publish_themes(book: Book, items: Sequence[ServiceItem], today: date) -> list[Theme]:
    """Every proposed theme, by the items that are in force. Raises ItemsRefused with every broken rule: then none is published."""
    rows = book.session.scalars(
        select(ServiceThemeVersion).where(ServiceThemeVersion.effective_from.is_(None)).with_for_update()
    ).all()
    themes = _said(book.session, rows)
    by_code: dict[str, list[ServiceItem]] = {}
    for item in items:
        by_code.setdefault(item.catalog_code, []).append(item)
    broken = [one for theme in themes for one in broken_theme(theme, by_code)]
    if broken:
        raise ItemsRefused(broken)
    for row, theme in zip(rows, themes, strict=True):
        row.effective_from = max(theme.plan_effective_date, today)
        row.effective_to = theme.plan_cancel_date
    book.session.flush()
    _write(book, themes, ChangeState.EFFECTIVE)
    return themes


def themes_at(session: Session, day: date) -> list[PublishedTheme]:
    """What counts on a day, by code: of each theme the version that began last. Raises TextDamaged."""
    return [one for one in _newest(published_themes(session, day)) if one.in_force(day)]


def theme_in_version(session: Session, code: str, version: int, day: date) -> Theme | None:
    """As it was published, if it had begun by `day` and had not ended. Raises TextDamaged."""
    row = session.get(ServiceThemeVersion, (code, version))
    if row is None or row.effective_from is None:
        return None
    (theme,) = _said(session, [row])
    published = PublishedTheme(effective_from=row.effective_from, effective_to=row.effective_to, theme=theme)
    return theme if published.in_force(day) else None


def published_themes(session: Session, day: date) -> list[PublishedTheme]:
    """All that had begun by `day`, oldest first. Raises TextDamaged."""
    return _published(session, ServiceThemeVersion.effective_from <= day)


def themes_to_come(session: Session, day: date) -> list[PublishedTheme]:
    """Raises TextDamaged."""
    return _published(session, ServiceThemeVersion.effective_from > day)


def broken_theme(theme: Theme, items: dict[str, list[ServiceItem]]) -> list[Broken]:
    """Everything that keeps a theme from being published. `items`: the copies in force, by catalog code."""
    return [Broken(theme.code, code, words) for code, words in (*_wrong_parts(theme), *_wrong_items(theme, items))]


def _wrong_parts(theme: Theme) -> Iterator[tuple[str, str]]:
    departments = {theme.lead_dept, *theme.joined_depts}
    if len(departments) < LEAST_DEPARTMENTS:
        yield "theme-one-department", "一件事至少要有两个部门"
    for step in theme.steps:
        if step.dept not in departments:
            yield "theme-department-missing", f"环节 {step.id} 的部门 {step.dept} 既不牵头也不联办"
        if not can_come_about(theme.questions, step.when):
            yield "situation-unreachable", f"环节 {step.id} 在任何情形下都走不到"
    for words in wrong_questions(theme.questions):
        yield "situation-unreachable", words
    for words in wrong_order(theme):
        yield "theme-order", words


def _wrong_items(theme: Theme, items: dict[str, list[ServiceItem]]) -> Iterator[tuple[str, str]]:
    codes = [step.catalog_code for step in theme.steps]
    missing = sorted({code for code in codes if code not in items})
    if missing:
        yield "theme-item-missing", f"事项 {'、'.join(missing)} 没有在用的版本"
        return
    joined = {code: items[code][0] for code in codes}
    try:
        joint_form(theme, joined)
        all_questions(theme, joined)
    except ThemeConflict as conflict:
        for words in conflict.reasons:
            yield "theme-conflict", words


def _not_to_be_proposed(session: Session, themes: Sequence[Theme]) -> Iterator[Broken]:
    newest = select(ServiceThemeVersion.code, func.max(ServiceThemeVersion.version)).group_by(ServiceThemeVersion.code)
    highest = {code: version for code, version in session.execute(newest)}
    met: set[str] = set()
    for theme in themes:
        if theme.code in met:
            yield Broken(theme.code, "item-twice", "一次只能提交一个版本")
        met.add(theme.code)
        there = session.get(ServiceThemeVersion, (theme.code, theme.version))
        if there is not None and there.effective_from is not None and there.text_sha256 != sha256_of(written(theme)):
            yield Broken(theme.code, "item-version", f"第 {theme.version} 版已经生效，内容不能再改，请用新的版本号")
        if highest.get(theme.code, 0) > theme.version:
            yield Broken(theme.code, "item-version", f"已有第 {highest[theme.code]} 版，版本号只能增加")


def _put(session: Session, theme: Theme) -> bool:
    sha256 = sha256_of(written(theme))
    row = session.get(ServiceThemeVersion, (theme.code, theme.version))
    if row is not None and row.text_sha256 == sha256:
        return False
    row = row or ServiceThemeVersion(code=theme.code, version=theme.version)
    row.text_sha256 = sha256
    session.add(row)
    return True


def _write(book: Book, themes: Sequence[Theme], state: ChangeState) -> None:
    steps = (Step(THEME + theme.code, theme.version, sha256_of(written(theme)), state, "") for theme in themes)
    write_down(book.session, book.keyed_hash, steps, book.who, book.now)


def _published(session: Session, which: ColumnElement[bool]) -> list[PublishedTheme]:
    row = ServiceThemeVersion
    not_void = or_(row.effective_to.is_(None), row.effective_to > row.effective_from)
    found = session.scalars(
        select(row).where(not_void, which).order_by(row.code, row.effective_from, row.version)
    ).all()
    return [
        PublishedTheme(effective_from=one.effective_from, effective_to=one.effective_to, theme=theme)
        for one, theme in zip(found, _said(session, found), strict=True)
        if one.effective_from is not None
    ]


def _said(session: Session, rows: Sequence[ServiceThemeVersion]) -> list[Theme]:
    texts = texts_of(session, [row.text_sha256 for row in rows])
    return [Theme.model_validate_json(texts[row.text_sha256]) for row in rows]


def _newest(published: Sequence[PublishedTheme]) -> list[PublishedTheme]:
    return list({one.theme.code: one for one in published}.values())
