"""What the pages of the blank forms answer: choose one, look at it, have a name put in, print it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.journey import Stage
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.service import Facility
from kiosk.services.items.blank_forms import SERVICE
from kiosk.services.items.blank_forms.forms import (
    Form,
    Sheets,
    can_be_filled,
    known,
    numbered,
    offered,
    prepared,
    wants_licence,
)
from kiosk.shell.identified import IdentifiedFlow
from kiosk.shell.shell import Shell, Way
from kiosk.shell.trouble import Needed
from kiosk.words import problem
from kiosk.words.dates import day_words
from printing.fonts import MissingGlyph
from printing.ledger import LedgerUnusable
from printing.spooler import MOST_COPIES, Fate, PagesOutcome
from printing.templates.refusals import Refused

if TYPE_CHECKING:
    from devices.page_printer import Progress
    from kiosk.hands import Hands
    from printing.templates.template import Template

QML_IMPORT_NAME = "kiosk.services.items.blank_forms"
QML_IMPORT_MAJOR_VERSION = 1

Row = dict[str, object]

PRINT_SECONDS = 180.0
"""How long paper may take, refilling included, before the job is taken back from the printer."""


@QmlElement
@QmlUncreatable("the shell opens flows")
class BlankFormsFlow(IdentifiedFlow):
    """S309, with the wire or without it. Nothing is owed to the centre: the number on the paper is this terminal's own."""

    told = Signal()
    service_id = SERVICE.id

    def __init__(self, shell: Shell, hands: Hands) -> None:
        self._offered: tuple[Template, ...] = ()
        self._chosen: Template | None = None
        self._fill = False
        self._form: Form | None = None
        self._sheets: Sheets | None = None
        self._looks = 0
        self._copy_no = 1
        self._pages_done = 0
        self._print_reason = ""
        super().__init__(shell, hands, self._stages())
        self.changed.connect(self.told)

    def _stages(self) -> tuple[Stage, ...]:
        return (
            Stage("choose", "ChooseForm"),
            Stage("card", "IdCard", 0, lambda: self._fill and self.shell.visit.holder is None),
            Stage("licence", "LicenceCode", 0, self._licence_is_wanted),
            Stage("preview", "FormPreview"),
            Stage("printing", "FormPrinting", can_go_back=False),
            Stage("done", "FormDone", can_go_back=False),
        )

    def _licence_is_wanted(self) -> bool:
        """Offline the card's name alone is put in."""
        chosen = self._chosen
        wanted = self._fill and self.grant is None and chosen is not None and wants_licence(chosen)
        return wanted and self.shell.around.online is True

    def entered(self, stage: Stage) -> None:
        super().entered(stage)
        if stage.name == "choose":
            self._fetch()
        elif stage.name == "preview":
            self._prepare()
        elif stage.name == "printing":
            self._print()

    def confirmed(self, stage: Stage) -> None:
        match stage.name:
            case "choose":
                pass
            case "preview" if self._form is None:
                pass
            case "done":
                self.shell.finish()
            case _:
                self.advance()

    def leaving(self) -> None:
        super().leaving()
        self._form = self._sheets = self._chosen = None

    def ways_out_of_trouble(self) -> tuple[Way, ...]:
        """A blank form needs neither card nor centre."""
        if self.stage.name in {"card", "licence"}:
            return (Way("blank", "不填了，打空白的", self._stay_blank), *super().ways_out_of_trouble())
        return super().ways_out_of_trouble()

    def _stay_blank(self) -> None:
        self._fill = False
        self.go_to("preview")

    # ---- which, and how it looks ----

    def _fetch(self) -> None:
        if self._offered:
            return
        self.wait()
        today = self.hands.today()
        self.hands.workers.pages.do(lambda: offered(today), self.awaited(self._fetched), self.awaited(self._refused))

    def _fetched(self, found: tuple[Template, ...]) -> None:
        self._offered = found
        self.come_back()

    def _refused(self, error: Exception) -> None:
        """A pack that is not whole, or a name with a character that no font of ours has."""
        if not isinstance(error, Refused | MissingGlyph):
            raise error
        self.go_on()
        ways = (Way("blank", "不填了，打空白的", self._stay_blank),) if self._fill else ()
        self.shell.trouble(error.code, *ways, self.shell.way_to_end())

    def _prepare(self) -> None:
        """What was printed before is another paper; this one gets a number of its own."""
        chosen, today = self._chosen, self.hands.today()
        if chosen is None:
            return
        self._sheets, self._copy_no = None, 1
        said = known(self.shell.visit.holder, self.grant, today) if self._fill else {}
        self._form = None
        self.wait()
        self.shell.busy("正在准备这张表", "马上就好")
        self.hands.workers.pages.do(
            lambda: prepared(chosen, said), self.awaited(self._prepared), self.awaited(self._refused)
        )

    def _prepared(self, form: Form) -> None:
        self._form = form
        self._looks += 1
        self.shell.pictures.hold(form.pictures)
        self.come_back()

    # ---- paper ----

    def _print(self) -> None:
        form, hands = self._form, self.hands
        if form is None:
            return
        self._pages_done, self._print_reason = 0, ""
        self.wait()
        self.shell.attend(False)
        worker, follow, heard = hands.workers.pages, self.awaited(self._progressed), self.awaited(self._pages_out)
        copy_no, kept = self._copy_no, self._sheets

        def work() -> tuple[Sheets | None, PagesOutcome]:
            try:
                sheets = kept or self._draw_a_number(form)
            except LedgerUnusable as unusable:
                return None, PagesOutcome(Fate.FAILED, form.pages, 0, copy_no, unusable.code, "staff")
            return sheets, hands.spooler.print_pages(
                sheets.pdf,
                number=sheets.number,
                pages=sheets.pages,
                copy_no=copy_no,
                on_progress=lambda progress: worker.home(lambda: follow(progress)),
                timeout=PRINT_SECONDS,
            )

        def ended(sheets: Sheets | None, out: PagesOutcome) -> None:
            hands.note("printed", actor="page-printer", object=self.service_id, result=out.fate)
            heard((sheets, out))

        worker.do(work, lambda done: ended(*done))

    def _draw_a_number(self, form: Form) -> Sheets:
        hands = self.hands
        number = hands.spooler.draw_form_number()
        return numbered(form, number, hands.config.short_name, hands.local_now())

    def _progressed(self, progress: Progress) -> None:
        self._pages_done = progress.pages_done
        self._print_reason = progress.reasons[0] if progress.reasons else ""
        self.changed.emit()

    def _pages_out(self, done: tuple[Sheets | None, PagesOutcome]) -> None:
        self._sheets, out = done
        self._pages_done = out.pages_printed
        self.shell.attend(True)
        self.go_on()
        if out.fate == "printed":
            self.go_to("done")
        else:
            self._paper_trouble(out)

    def _paper_trouble(self, out: PagesOutcome) -> None:
        """Nothing came out: the same copy again. Some or an unknown number did: one more, marked 补打."""
        code = {"partial": "pages-missing", "unknown": "outcome-unknown"}.get(out.fate, out.code)
        next_copy = out.copy_no if out.fate == "failed" else out.copy_no + 1
        stopped = self.hands.now() if out.fate == "failed" and problem("zh", code).who == "staff" else None
        printer = Needed(Facility.PAGE_PRINTER, since=stopped)
        again = Way("again", "再打一次", lambda: self._print_again(next_copy), printer)
        ways = (again,) if next_copy <= MOST_COPIES else ()
        self.shell.trouble(code, *ways, self.shell.way_to_end())

    def _print_again(self, copy_no: int) -> None:
        self._copy_no = copy_no
        self.go_to("printing")

    # ---- what the pages show ----

    @Property("QVariantList", notify=told)
    def forms(self) -> list[Row]:
        """id, name, hint, tag: 占位 where it is no official text"""
        return [self._row(template) for template in self._offered]

    def _row(self, template: Template) -> Row:
        english = self._english
        return {
            "id": template.id,
            "name": template.name_en if english else template.name,
            "hint": template.summary_en if english else template.summary,
            "tag": self.say("占位") if template.placeholder else "",
        }

    @Property("QVariantMap", notify=told)
    def form(self) -> Row:
        """name, version, caution, pages, pictures; fillable, filled, leftBlank"""
        chosen, form = self._chosen, self._form
        if chosen is None:
            return {}
        return {
            "name": chosen.name_en if self._english else chosen.name,
            "version": self.say("版本 %1，%2 起用", chosen.version, day_words(chosen.effective_from, self.say)),
            "caution": self._caution(chosen),
            "pages": form.pages if form else 0,
            "pictures": [f"image://paper/form-{self._looks}/{place}" for place in range(form.pages)] if form else [],
            "fillable": can_be_filled(chosen) and not self._fill,
            "filled": bool(form and form.filled),
            "leftBlank": bool(form and form.left_blank),
        }

    def _caution(self, template: Template) -> str:
        if template.placeholder:
            return self.say("这是示范文本占位，以官方文本为准，不要用来签合同。")
        return "" if template.verified else self.say("这张表的文字还没有经主管部门核实。")

    @Property("QVariantMap", notify=told)
    def paper(self) -> Row:
        """pagesDone, pagesAsked, reason: code or empty; title, act: its words; number: this terminal's own;
        handedIn: whether it is a form to be filled in"""
        words = problem(self.shell.language_now, self._print_reason) if self._print_reason else None
        return {
            "pagesDone": self._pages_done,
            "pagesAsked": self._form.pages if self._form else 0,
            "reason": self._print_reason,
            "title": words.title if words else "",
            "act": words.act if words else "",
            "number": self._sheets.number if self._sheets else "",
            "handedIn": bool(self._chosen and self._chosen.questions),
        }

    @property
    def _english(self) -> bool:
        return self.shell.language_now == "en"

    # ---- what a page may answer ----

    @Slot(str)
    def choose(self, form_id: str) -> None:
        if self.is_waiting:
            return
        for template in self._offered:
            if template.id == form_id:
                self._chosen, self._fill = template, False
                self.advance()

    @Slot()
    def fillIn(self) -> None:  # QML's spelling
        """填上我的名称: by the card, and by the licence where the centre can be asked."""
        if self.is_waiting or self._chosen is None:
            return
        self._fill = True
        missing = "card" if self.shell.visit.holder is None else "licence" if self._licence_is_wanted() else "preview"
        self.go_to(missing)

    @Slot()
    def another(self) -> None:
        """再选一张."""
        self.go_to("choose")

    @Slot()
    def stopPrinting(self) -> None:  # QML's spelling
        """不等了: the job is taken back from the printer."""
        self.hands.page_printer.cancel()
