"""Sample reports on paper: fixed synthetic facts through the same composition, the same seal."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from app.contract.credit import ReportVariant
from app.contract.numbers import mod97_check
from central.home import make_home
from central.papers.keys import paper_key, time_stamps
from central.papers.tables import IssuedPaper
from central.seeding.domains import DOMAINS, FRESH_DAYS, DomainSeed
from central.settings import CENTRE_NAME, Settings
from central.zones.credit import rules
from central.zones.credit.catalogue import CATALOGUE_VERSION
from central.zones.credit.drawing import Press
from central.zones.credit.facts import DomainFact, Findings, PenaltyFact, ReportFacts, Subject, canonical
from central.zones.credit.sample_portraits import portrait_of
from central.zones.credit.variants import VARIANTS
from central.zones.credit.verify_code import verify_code
from printing.seal import KeySealer
from printing.token.status_list import MOST_PAPERS

NAMES = ("clean", "dirty", "repaired", "stale")

MADE_AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
HOME = Path("var/central")

SUBJECT = Subject(
    entity_name="东莞市测试精密五金有限公司(合成)",
    uscc="91441900MA0TE5T16P",
    entity_type="有限责任公司",
    legal_rep="张测试",
    reg_capital=Decimal("5000000.00"),
    established_on=date(2011, 7, 19),
    term_to=None,
    authority="东莞市市场监督管理局",
    address="广东省东莞市寮步镇样例路200号",
    scope="五金产品的研发、生产、销售；货物进出口。（合成数据，不代表任何真实主体）",
    reg_status="在营",
)

PENALTY = PenaltyFact(
    domain="market-regulation",
    doc_no="东市监罚〔2026〕00001号(合成)",
    act_type="未按规定明码标价",
    facts="经营场所部分商品未标明价格。",
    basis="《中华人民共和国价格法》第四十二条",
    kind="罚款",
    content="罚款",
    amount=Decimal("3000.00"),
    decided_on=date(2026, 6, 2),
    authority="东莞市市场监督管理局",
    severity="一般",
    published_until=date(2027, 6, 2),
    repairable_from=date(2026, 9, 2),
    performed="已履行",
    repaired_on=None,
)


def draw(name: str, home: Path = HOME, variant: str = ReportVariant.NO_VIOLATIONS) -> bytes:
    """The sealed PDF of a sample. Makes the centre's keys at `home` where there are none. Raises KeyError for another name."""
    facts = facts_of(name, variant)
    keys = make_home(home)
    code = verify_code(keys.keyed_hash, canonical(facts))
    key = paper_key(keys, None)
    press = Press(KeySealer(key, keys.seal_chain_pem, time_stamps(keys)), key, Settings(home=home).public_url)
    return press.draw(facts, code, _entered(facts)).pdf


def facts_of(name: str, variant: str = ReportVariant.NO_VIOLATIONS) -> ReportFacts:
    """Raises KeyError for a name that is not in NAMES, or a version that is none."""
    version = VARIANTS[variant]
    penalties: dict[str, tuple[PenaltyFact, ...]] = {
        "clean": (),
        "stale": (),
        "dirty": (PENALTY,),
        "repaired": (PENALTY.model_copy(update={"repaired_on": date(2026, 9, 20)}),),
    }
    found = penalties[name]
    place = NAMES.index(name) + len(NAMES) * list(VARIANTS).index(variant)
    number = f"DGXY{TODAY:%Y%m%d}T0000{place + 1:05d}"
    return ReportFacts(
        report_no=number + mod97_check(number),
        terminal_id="T0000",
        generated_at=MADE_AT,
        issuer=CENTRE_NAME,
        catalogue_version=CATALOGUE_VERSION,
        template_version=version.template,
        rules_version="2026-04-01",
        subject=SUBJECT,
        period_from=date(2023 if version.asks_scope else 2021, 11, 24),
        period_to=TODAY,
        purpose="融资信贷",
        operator="张××",
        operator_role="法定代表人",
        findings=Findings(
            domains=tuple(_domain(seed, found, name) for seed in DOMAINS),
            penalties=found,
            enforcements=(),
            listings=(),
            judgments=(),
        ),
        variant=version.id,
        portrait=portrait_of(name, TODAY, whole=version.shows_all) if version.has_portrait else None,
    )


def _domain(seed: DomainSeed, penalties: tuple[PenaltyFact, ...], name: str) -> DomainFact:
    """Fresh in every domain, except where the sample is there to show one that is not."""
    mine = [penalty for penalty in penalties if penalty.domain == seed.id]
    days_behind = seed.days_behind if name == "stale" else min(seed.days_behind, FRESH_DAYS)
    as_of = TODAY - timedelta(days=days_behind)
    return DomainFact(
        domain=seed.id,
        name=seed.name,
        source_org=seed.source_org,
        as_of=as_of,
        outcome=rules.outcome(as_of, FRESH_DAYS, len(mine), TODAY),
        records=len(mine),
        repaired=sum(penalty.repaired_on is not None for penalty in mine),
    )


def warm(press: Press) -> None:
    """Draw and seal once for nobody, so that fonts, glyphs and keys are ready before the first visitor is. Raises NotSealed."""
    facts = facts_of("dirty")
    press.draw(facts, "0000-0000-0000", _entered(facts))


def _entered(facts: ReportFacts) -> IssuedPaper:
    """A sample is no paper of the centre's: its place is the last of any list, of which no list ever speaks."""
    return IssuedPaper(number=facts.report_no, status_index=MOST_PAPERS - 1, issued_at=facts.generated_at)
