"""The token in a report's code: another's library reads it, nothing forged passes, and nothing is said that was not checked."""

import base64
import random
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import cbor2
import cwt
import pytest
import segno
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.certificates import make_chain
from printing.signing_key import FileKey
from printing.token import cose, paper_token, status_list, trust
from printing.token.check import Answer, Standing, check
from printing.token.claims import Claims, Results, decode
from printing.token.kept import KeptTrust
from printing.token.paper_token import NotAToken, PaperToken
from printing.token.status_list import ListRefused, PaperStatus, StatusList, StatusStore
from printing.token.trust import BundleRefused, IssuingKey, TrustBundle, TrustStore

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
YEAR = timedelta(days=365)
CHAIN = make_chain("样章·莞家自助", valid_days=3_650, valid_from=NOW - YEAR)
OTHER_CHAIN = make_chain("别家", valid_days=3_650, valid_from=NOW - YEAR)
URL = "https://xy.example.gov.cn"


KEY, ROOT_KEY = FileKey(CHAIN.seal_key_pem), FileKey(CHAIN.root_key_pem)
STRANGER = FileKey(OTHER_CHAIN.seal_key_pem)

CLAIMS = Claims(
    number="DGXY20261123T00030000142",
    issued_at=NOW - timedelta(hours=1),
    expires_at=NOW + timedelta(days=180),
    uscc="91441900MA0000007J",
    period_from=date(2023, 11, 24),
    period_to=date(2026, 11, 23),
    results=Results(clean=33, with_records=2, no_conclusion=3),
    pages=4,
    facts_hash=bytes(range(16)),
    pages_root=bytes(range(16, 32)),
    terminal="T0003",
    status_index=5,
)


def bundle(version: int = 1, *, key: FileKey = KEY, until: datetime = NOW + timedelta(days=7)) -> TrustBundle:
    issuing = IssuingKey(key.public_key, NOW - YEAR, NOW + YEAR)
    return trust.read(
        trust.issue(version, [issuing], ROOT_KEY, at=NOW - timedelta(days=1), until=until), CHAIN.root_pem
    )


def statuses(at: datetime = NOW - timedelta(minutes=5), **of_paper: PaperStatus) -> StatusList:
    said = {5: of_paper["paper"]} if of_paper else {}
    message = status_list.issue(said, 12, KEY, address=URL, at=at, until=at + timedelta(days=7))
    return status_list.read(message, bundle())


def token(claims: Claims = CLAIMS, key: FileKey = KEY) -> PaperToken:
    return paper_token.read(paper_token.address(claims, key, URL))


def test_token_says_what_was_claimed() -> None:
    assert token().claims == CLAIMS


def test_token_is_read_by_another_library() -> None:
    address = paper_token.address(CLAIMS, KEY, URL)
    message = base64.b32decode(address.rsplit("/", 1)[1] + "=" * (-len(address.rsplit("/", 1)[1]) % 8))
    pem = KEY.public_key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    their_key = cwt.COSEKey.from_pem(pem.decode(), kid=cose.key_id(KEY.public_key))

    payload = cwt.COSE.new().decode(message, their_key)

    assert decode(payload) == CLAIMS


def test_token_written_by_another_library_is_read_by_us() -> None:
    their_key = cwt.COSEKey.from_pem(CLAIMS_PEM, kid=cose.key_id(KEY.public_key))
    message = cwt.COSE.new().encode(
        CLAIMS.encoded(), their_key, protected={1: -7, 4: cose.key_id(KEY.public_key), 16: paper_token.TYPE}
    )

    found = cose.read(message, paper_token.TYPE)

    assert found.is_signed_by(KEY.public_key)


CLAIMS_PEM = CHAIN.seal_key_pem.decode()


def test_address_is_dense_and_fits_a_small_code() -> None:
    address = paper_token.address(CLAIMS, KEY, URL)

    code = segno.make(address, error="m", micro=False)

    assert code.mode == "alphanumeric"
    assert int(code.version) <= 13


def test_firm_is_named_by_its_public_code_alone_and_not_in_repr() -> None:
    texts = [value for value in vars(CLAIMS).values() if isinstance(value, str)]

    assert texts == [CLAIMS.number, CLAIMS.uscc, CLAIMS.terminal]
    assert CLAIMS.uscc not in repr(CLAIMS)


def test_small_letters_and_the_bare_part_are_understood() -> None:
    address = paper_token.address(CLAIMS, KEY, URL)

    assert paper_token.read(address.lower()).claims == CLAIMS
    assert paper_token.read(address.rsplit("/", 1)[1]).claims == CLAIMS


@pytest.mark.parametrize(
    "scanned", ["", "https://example.com/", "/V/", "/V/ABC", "HTTPS://X/V/" + "A" * 300, "张测试", "A" * 5_000]
)
def test_what_is_no_token_is_refused(scanned: str) -> None:
    with pytest.raises(NotAToken):
        paper_token.read(scanned)


@given(st.text(max_size=400))
def test_no_scan_can_break_the_reader(scanned: str) -> None:
    with pytest.raises(NotAToken):
        paper_token.read(scanned)


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_no_bytes_can_break_the_reader(message: bytes) -> None:
    with pytest.raises(NotAToken):
        paper_token.read(base64.b32encode(message).decode().rstrip("=") or "-")


def test_no_flipped_bit_passes() -> None:
    message = cose.sign(CLAIMS.encoded(), KEY, paper_token.TYPE)
    passed = []

    for place in range(len(message) * 8):
        damaged = bytearray(message)
        damaged[place // 8] ^= 1 << place % 8
        try:
            found = paper_token.read(base64.b32encode(bytes(damaged)).decode().rstrip("="))
        except NotAToken:
            continue
        if check(found, bundle(), None, NOW).claims is not None:
            passed.append(place)

    assert passed == []


def test_signature_over_one_kind_of_message_is_none_over_another() -> None:
    with pytest.raises(cose.NotOurs):
        cose.read(cose.sign(CLAIMS.encoded(), KEY, "guanjia-trust"), paper_token.TYPE)


@pytest.mark.parametrize(
    "change",
    [
        {2: 17},
        {4: -1},
        {6: 1e300},
        {-65_537: []},
        {-65_537: ["u", 1, 2, [1, 2, 3], 0, bytes(16), bytes(16), "t", 1]},
        {-65_537: ["u", 1, 2, [1, 2, True], 1, bytes(16), bytes(16), "t", 1]},
        {-65_537: ["u", 1, 2, [1, 2, 3], 1, bytes(15), bytes(16), "t", 1]},
        {-65_537: ["u", 10**18, 2, [1, 2, 3], 1, bytes(16), bytes(16), "t", 1]},
    ],
)
def test_impossible_claims_are_refused_though_well_signed(change: dict[int, object]) -> None:
    said = cbor2.loads(CLAIMS.encoded()) | change
    message = cose.sign(cbor2.dumps(said, canonical=True), KEY, paper_token.TYPE)

    with pytest.raises(NotAToken):
        paper_token.read(base64.b32encode(message).decode().rstrip("="))


ANSWERS = [
    (statuses(), NOW, Standing.VALID),
    (None, NOW, Standing.SIGNED_ONLY),
    (statuses(NOW - timedelta(hours=25)), NOW, Standing.SIGNED_ONLY),
    (statuses(paper=PaperStatus.REVOKED), NOW, Standing.REVOKED),
    (statuses(NOW - timedelta(days=90), paper=PaperStatus.REVOKED), NOW, Standing.REVOKED),
    (statuses(paper=PaperStatus.SUPERSEDED), NOW, Standing.SUPERSEDED),
    (statuses(paper=PaperStatus.VOID), NOW, Standing.VOID),
]


@pytest.mark.parametrize(("held", "now", "standing"), ANSWERS)
def test_answer_says_what_was_checked(held: StatusList | None, now: datetime, standing: Standing) -> None:
    answer = check(token(), bundle(), held, now)

    assert (answer.standing, answer.claims) == (standing, CLAIMS)
    assert answer.status_as_of == (held.issued_at if held else None)


def test_paper_newer_than_the_list_is_signed_only() -> None:
    newer = Claims(**{**vars(CLAIMS), "status_index": 4_000})

    assert check(token(newer), bundle(), statuses(), NOW).standing is Standing.SIGNED_ONLY


def test_expired_paper_says_so() -> None:
    old = Claims(**{**vars(CLAIMS), "expires_at": NOW - timedelta(days=1)})

    assert check(token(old), bundle(), statuses(), NOW).standing is Standing.EXPIRED


def test_strangers_signature_names_nothing() -> None:
    assert check(token(key=STRANGER), bundle(), statuses(), NOW) == Answer(
        Standing.UNKNOWN_ISSUER, trust_as_of=NOW - timedelta(days=1)
    )


def test_stranger_who_borrows_the_key_id_is_a_forger() -> None:
    protected = cbor2.dumps({1: -7, 4: cose.key_id(KEY.public_key), 16: paper_token.TYPE}, canonical=True)
    ours = cbor2.loads(cose.sign(CLAIMS.encoded(), STRANGER, paper_token.TYPE)).value
    message = cbor2.dumps(cbor2.CBORTag(18, [protected, {}, ours[2], ours[3]]))

    found = paper_token.read(base64.b32encode(message).decode().rstrip("="))

    assert check(found, bundle(), statuses(), NOW).standing is Standing.FORGED


def test_paper_dated_outside_its_keys_days_is_forged() -> None:
    early = Claims(**{**vars(CLAIMS), "issued_at": NOW - 2 * YEAR})

    assert check(token(early), bundle(), statuses(), NOW).standing is Standing.FORGED


def test_old_bundle_or_none_can_say_nothing() -> None:
    stale = bundle(until=NOW - timedelta(hours=1))

    assert check(token(), stale, statuses(), NOW).standing is Standing.CANNOT_SAY
    assert check(token(), None, None, NOW) == Answer(Standing.CANNOT_SAY)


# ---- the trust bundle ----


def issued(version: int, key: FileKey = ROOT_KEY) -> bytes:
    return trust.issue(
        version, [IssuingKey(KEY.public_key, NOW, NOW + YEAR)], key, at=NOW, until=NOW + timedelta(days=7)
    )


def test_bundle_of_another_root_is_refused() -> None:
    with pytest.raises(BundleRefused, match="not-by-our-root"):
        trust.read(issued(1, FileKey(OTHER_CHAIN.root_key_pem)), CHAIN.root_pem)


def test_withdrawn_bundle_is_not_taken_back(tmp_path: Path) -> None:
    store = TrustStore(tmp_path / "trust.cose", CHAIN.root_pem)
    old, new = issued(1), issued(2)
    store.take(old)
    store.take(new)

    with pytest.raises(BundleRefused, match="older-than-ours"):
        store.take(old)

    held = store.current()
    assert held is not None
    assert held.version == 2


def test_damaged_bundle_trusts_nobody_and_opens_no_way_back(tmp_path: Path) -> None:
    store = TrustStore(tmp_path / "trust.cose", CHAIN.root_pem)
    store.take(issued(5))
    (tmp_path / "trust.cose").write_bytes(b"damaged")

    assert store.current() is None
    with pytest.raises(BundleRefused, match="older-than-ours"):
        store.take(issued(4))
    assert store.take(issued(5)).version == 5


@given(st.binary(max_size=200))
def test_no_bytes_are_a_bundle(offered: bytes) -> None:
    with pytest.raises(BundleRefused):
        trust.read(offered, CHAIN.root_pem)


# ---- the status list ----


def test_list_of_a_hundred_thousand_papers_is_small_and_right() -> None:
    chance = random.Random(1)
    revoked = {index: PaperStatus.REVOKED for index in chance.sample(range(100_000), 1_000)}

    message = status_list.issue(revoked, 100_000, KEY, address=URL, at=NOW, until=NOW + timedelta(days=7))
    found = status_list.read(message, bundle())

    assert len(message) < 4_000
    assert {index for index in range(100_000) if found.status(index) is PaperStatus.REVOKED} == set(revoked)
    assert found.status(100_000) is None


def test_list_by_somebody_else_is_refused() -> None:
    message = status_list.issue({}, 8, STRANGER, address=URL, at=NOW, until=NOW + timedelta(days=7))

    with pytest.raises(ListRefused, match="not-trusted"):
        status_list.read(message, bundle())


def test_list_that_swells_without_end_is_refused() -> None:
    said = {
        2: URL,
        4: 2**32,
        6: int(NOW.timestamp()),
        65_534: 1,
        65_533: {"bits": 2, "lst": zlib.compress(bytes(60_000_000), 9)},
    }
    message = cose.sign(cbor2.dumps(said, canonical=True), KEY, status_list.TYPE)

    with pytest.raises(ListRefused, match="not-a-list"):
        status_list.read(message, bundle())


@given(st.binary(max_size=200))
def test_no_bytes_are_a_status_list(offered: bytes) -> None:
    with pytest.raises(ListRefused):
        status_list.read(offered, bundle())


def list_at(at: datetime, said: dict[int, PaperStatus] | None = None) -> bytes:
    return status_list.issue(said or {}, 12, KEY, address=URL, at=at, until=at + timedelta(days=7))


def test_list_of_before_a_revocation_is_not_taken_back(tmp_path: Path) -> None:
    store, trusted = StatusStore(tmp_path / "statuses.cwt"), bundle()
    store.take(list_at(NOW - timedelta(hours=1), {5: PaperStatus.REVOKED}), trusted)

    with pytest.raises(ListRefused, match="older-than-ours"):
        store.take(list_at(NOW - timedelta(hours=2)), trusted)

    held = store.current(trusted)
    assert held is not None
    assert held.status(5) is PaperStatus.REVOKED


@pytest.mark.parametrize("damage", [b"", b"damaged"])
def test_damaged_list_says_nothing_until_the_next_one(tmp_path: Path, damage: bytes) -> None:
    store, trusted = StatusStore(tmp_path / "statuses.cwt"), bundle()
    store.take(list_at(NOW), trusted)
    (tmp_path / "statuses.cwt").write_bytes(damage)

    assert store.current(trusted) is None
    assert store.take(list_at(NOW - timedelta(hours=3)), trusted).issued_at == NOW - timedelta(hours=3)


# ---- what a terminal keeps ----


@pytest.fixture
def kept(tmp_path: Path) -> KeptTrust:
    """Bundle and list, fetched an hour ago."""
    kept = KeptTrust(tmp_path / "papers", CHAIN.root_pem)
    issuing = IssuingKey(KEY.public_key, NOW - YEAR, NOW + YEAR)
    kept.take_bundle(trust.issue(1, [issuing], ROOT_KEY, at=NOW, until=NOW + timedelta(days=7)))
    kept.take_statuses(list_at(NOW - timedelta(hours=1)))
    return kept


@pytest.mark.parametrize(
    ("later", "standing"),
    [
        (timedelta(0), Standing.VALID),
        (timedelta(hours=23), Standing.VALID),
        (timedelta(hours=23, seconds=1), Standing.SIGNED_ONLY),
        (timedelta(days=6), Standing.SIGNED_ONLY),
        (timedelta(days=7, seconds=1), Standing.CANNOT_SAY),
    ],
)
def test_terminal_works_a_day_without_the_wire_and_then_says_less(
    kept: KeptTrust, later: timedelta, standing: Standing
) -> None:
    paper = token(replace(CLAIMS, issued_at=NOW))

    assert kept.check(paper, NOW + later).standing is standing


@pytest.mark.parametrize("behind", [timedelta(hours=2), timedelta(days=400)])
def test_clock_that_stopped_makes_no_old_list_fresh(behind: timedelta) -> None:
    """A terminal whose battery is flat thinks that the list is of tomorrow."""
    assert check(token(), bundle(), statuses(), NOW - behind).standing is not Standing.VALID


def test_terminal_without_a_list_says_that_the_signature_is_good_and_no_more(tmp_path: Path) -> None:
    kept = KeptTrust(tmp_path / "papers", CHAIN.root_pem)
    assert kept.take_statuses(list_at(NOW)) is None, "nobody is known yet who might sign one"
    kept.take_bundle(issued(1))

    answer = kept.check(token(replace(CLAIMS, issued_at=NOW)), NOW)

    assert (answer.standing, answer.status_as_of) == (Standing.SIGNED_ONLY, None)


def test_same_bundle_issued_earlier_is_no_news(tmp_path: Path) -> None:
    store = TrustStore(tmp_path / "trust.cose", CHAIN.root_pem)
    later = trust.issue(
        1,
        [IssuingKey(KEY.public_key, NOW, NOW + YEAR)],
        ROOT_KEY,
        at=NOW + timedelta(days=1),
        until=NOW + timedelta(days=8),
    )
    store.take(later)

    assert store.take(issued(1)).issued_at == NOW + timedelta(days=1)
    assert store.held() == later
