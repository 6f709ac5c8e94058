"""Staff cards, and everything that only claims to be one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding

from devices.errors import CardUnreadable, StaffCardRefused, WrongCard
from devices.simulators.card_chip import sample_cards
from devices.simulators.smart_card_chip import OtherChip, SocialSecurityChip
from devices.simulators.staff_card_chip import APPLICATION, StaffCardOffice, StaffChip
from devices.smart_card import StaffCard, staff_card
from devices.smart_card.staff_trust import STAFF_CARD_USE, StaffTrust, trust_from_files

OFFICE_KEY = ec.generate_private_key(ec.SECP256R1())
OFFICE = StaffCardOffice(key=OFFICE_KEY)
NUMBER = "DG-0001"
CARD = OFFICE.issue(NUMBER)
TRUST = StaffTrust("DG-HALL-01", (OFFICE.certificate,), frozenset({NUMBER}))


def refusal(transmit: Callable[[bytes], bytes], trust: StaffTrust = TRUST) -> str:
    with pytest.raises(StaffCardRefused) as refused:
        staff_card.read(transmit, trust)
    return str(refused.value)


def recorded(chip: StaffChip) -> tuple[Callable[[bytes], bytes], dict[bytes, bytes]]:
    said: dict[bytes, bytes] = {}

    def transmit(words: bytes) -> bytes:
        said[words[:2]] = chip.answer(words)
        return said[words[:2]]

    return transmit, said


@pytest.mark.parametrize("holds_back", [False, True])
def test_a_card_that_proves_its_key_is_believed(holds_back: bool) -> None:
    card = staff_card.read(OFFICE.issue(NUMBER, holds_back=holds_back).answer, TRUST)

    assert card == StaffCard(NUMBER)


def test_a_copied_card_is_worth_nothing() -> None:
    assert refusal(CARD.copy().answer) == "wrong-answer"


def test_an_old_answer_is_worth_nothing() -> None:
    transmit, said = recorded(CARD)
    staff_card.read(transmit, TRUST)

    def replay(words: bytes) -> bytes:
        return said[words[:2]] if words[1] == 0x88 else CARD.answer(words)

    assert refusal(replay) == "wrong-answer"


def test_an_answer_given_at_one_terminal_is_none_at_another() -> None:
    """The other terminal's challenge is passed on word for word, but the card is told that it speaks to this one."""
    other = StaffTrust("DG-HALL-02", TRUST.authorities, TRUST.roster)
    this_terminal = bytes(32)

    def relayed(words: bytes) -> bytes:
        return CARD.answer(words[:37] + this_terminal + words[69:] if words[1] == 0x88 else words)

    assert refusal(relayed, other) == "wrong-answer"


def test_every_challenge_is_a_new_one() -> None:
    challenges = set()

    def heard(words: bytes) -> bytes:
        if words[1] == 0x88:
            challenges.add(words[5:37])
        return CARD.answer(words)

    for _ in range(5):
        staff_card.read(heard, TRUST)

    assert len(challenges) == 5


def test_a_card_of_another_city_is_refused() -> None:
    assert refusal(StaffCardOffice().issue(NUMBER).answer) == "unknown-authority"


def test_an_authority_by_the_same_name_is_not_the_authority() -> None:
    assert refusal(StaffCardOffice("测试发卡机构 TEST staff authority").issue(NUMBER).answer) == "unknown-authority"


def test_while_keys_change_both_authorities_are_believed() -> None:
    new_office = StaffCardOffice()
    trust = StaffTrust("T", (OFFICE.certificate, new_office.certificate), {NUMBER})

    assert staff_card.read(new_office.issue(NUMBER).answer, trust) == staff_card.read(CARD.answer, trust)


def test_a_card_that_is_not_on_the_roster_is_refused() -> None:
    assert refusal(OFFICE.issue("DG-0002").answer) == "not-on-the-roster"


def test_a_card_reported_lost_is_refused_from_then_on() -> None:
    lost: set[str] = set()
    trust = StaffTrust("T", TRUST.authorities, TRUST.roster, lost)
    assert staff_card.read(CARD.answer, trust).card_id == NUMBER

    lost.add(NUMBER)

    assert refusal(CARD.answer, trust) == "not-on-the-roster"


def test_without_an_authority_nobody_is_believed() -> None:
    assert refusal(CARD.answer, StaffTrust("T", (), {NUMBER})) == "unknown-authority"


def test_a_card_that_has_run_out_is_refused() -> None:
    assert refusal(OFFICE.issue(NUMBER, valid_for=timedelta(seconds=-1)).answer) == "out-of-date"


@pytest.mark.parametrize("years", [-3, 20])
def test_an_authority_that_is_out_of_date_signs_nothing(years: int) -> None:
    then = datetime.now(UTC) + timedelta(days=365 * years)

    assert (
        refusal(CARD.answer, StaffTrust("T", TRUST.authorities, TRUST.roster, clock=lambda: then))
        == "unknown-authority"
    )


def test_another_number_than_the_certificates_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    liar = StaffChip(NUMBER, OFFICE.certify("DG-0002", key.public_key()), key)

    assert refusal(liar.answer) == "other-number"


def test_another_version_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    chip = StaffChip(NUMBER, OFFICE.certify(NUMBER, key.public_key()), key, version=0x0200)

    assert refusal(chip.answer) == "other-version"


def test_a_later_version_of_the_same_kind_is_read() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    chip = StaffChip(NUMBER, OFFICE.certify(NUMBER, key.public_key()), key, version=0x0107)

    assert staff_card.read(chip.answer, TRUST).card_id == NUMBER


def test_a_key_of_another_curve_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    chip = StaffChip(NUMBER, OFFICE.certify(NUMBER, key.public_key()), key)

    assert refusal(chip.answer) == "other-key"


def signed(
    key: Any = None,
    *,
    uses: list[x509.ObjectIdentifier] | None = None,
    ca: bool = False,
    digest: Any = None,
    signs: bool = True,
    by: tuple[x509.Name, ec.EllipticCurvePrivateKey] = (OFFICE.certificate.subject, OFFICE_KEY),
) -> bytes:
    """A certificate that the office, or whoever, did sign, of another make than the office makes them."""
    usage = dict.fromkeys(
        [
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ],
        False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.SERIAL_NUMBER, NUMBER)]))
        .issuer_name(by[0])
        .public_key(key or ec.generate_private_key(ec.SECP256R1()).public_key())
        .serial_number(7)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=signs, key_cert_sign=ca, **usage), critical=True)
    )
    if uses is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    return builder.sign(by[1], digest or SHA256()).public_bytes(Encoding.DER)


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        (signed(), "other-purpose"),
        (signed(uses=[x509.ExtendedKeyUsageOID.CLIENT_AUTH]), "other-purpose"),
        (signed(uses=[STAFF_CARD_USE, x509.ExtendedKeyUsageOID.CODE_SIGNING]), "other-purpose"),
        (signed(uses=[STAFF_CARD_USE], ca=True), "other-purpose"),
        (signed(uses=[STAFF_CARD_USE], signs=False), "other-purpose"),
        (signed(uses=[STAFF_CARD_USE], digest=SHA384()), "unknown-authority"),
        (signed(rsa.generate_private_key(65537, 2048).public_key(), uses=[STAFF_CARD_USE]), "other-key"),
        (b"", "certificate"),
        (b"\x30\x03\x02\x01\x00", "certificate"),
        (bytes(3_000), "certificate"),
    ],
)
def test_a_certificate_made_for_something_else_opens_nothing(certificate: bytes, why: str) -> None:
    with pytest.raises(StaffCardRefused, match=f"^{why}$"):
        TRUST.key_of(NUMBER, certificate)


def test_a_card_may_not_sign_cards() -> None:
    """Its certificate handed in as an authority is none, although its key is as good."""
    key, next_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    card = x509.load_der_x509_certificate(OFFICE.certify(NUMBER, key.public_key()))
    child = signed(next_key.public_key(), uses=[STAFF_CARD_USE], by=(card.subject, key))

    assert refusal(StaffChip(NUMBER, child, next_key).answer, StaffTrust("T", (card,), {NUMBER})) == "unknown-authority"


@pytest.mark.parametrize("chip", [OtherChip(), SocialSecurityChip(sample_cards()["zhang"])])
def test_another_kind_of_card_is_a_wrong_card(chip: Any) -> None:
    with pytest.raises(WrongCard):
        staff_card.read(chip.answer, TRUST)


def fci(version: str, *, name: bytes = APPLICATION, behind: str = "") -> str:
    inner = f"84{len(name):02x}{name.hex()}a5{len(version) // 2:02x}{version}"
    return f"6f{len(inner) // 2:02x}{inner}{behind}9000"


@pytest.mark.parametrize(
    ("command", "answer", "field"),
    [
        ("00a4", "9000", "application"),
        ("00a4", "6f009000", "application"),
        ("00a4", fci("9f08020100", name=bytes(10)), "application"),
        ("00a4", fci("9f08020100", behind="00"), "application"),
        ("00a4", fci("9f09020100"), "application"),
        ("00a4", fci("9f080301"), "application"),
        ("00a4", fci("9f080101"), "version"),
        ("00a4", fci("9f0800"), "version"),
        ("00cadf01", "9000", "number"),
        ("00cadf01", "44472d303030319000"[:-4] + "0a9000", "number"),
        ("00cadf01", "e5bca0e4b8899000", "number"),
        ("0088", "00" * 79 + "9000", "answer"),
        ("0088", "00" * 81 + "9000", "answer"),
    ],
)
def test_what_is_not_of_the_form_is_unreadable(command: str, answer: str, field: str) -> None:
    def transmit(words: bytes) -> bytes:
        return bytes.fromhex(answer) if words.hex().startswith(command) else CARD.answer(words)

    with pytest.raises(CardUnreadable) as unreadable:
        staff_card.read(transmit, TRUST)

    assert unreadable.value.args == (field,)


@pytest.mark.parametrize("answer", ["00" * 80 + "9000", "ff" * 80 + "9000", "6985", "6f00"])
def test_an_answer_that_proves_nothing_is_refused(answer: str) -> None:
    def transmit(words: bytes) -> bytes:
        return bytes.fromhex(answer) if words[1] == 0x88 else CARD.answer(words)

    assert refusal(transmit) in {"wrong-answer", "no-answer"}


def test_the_lists_are_read_from_files(tmp_path: Path) -> None:
    authorities, roster, revoked = tmp_path / "staff.pem", tmp_path / "roster.txt", tmp_path / "revoked.txt"
    authorities.write_bytes(OFFICE.pem + StaffCardOffice().pem)
    roster.write_text("# 一号厅\nDG-0001\nDG-0002  # 咨询台\n\n", "utf-8")
    revoked.write_text("DG-0002\n", "utf-8")

    trust = trust_from_files("DG-HALL-01", authorities, roster, revoked)

    assert staff_card.read(CARD.answer, trust).card_id == NUMBER
    assert refusal(OFFICE.issue("DG-0002").answer, trust) == "not-on-the-roster"


def test_a_list_with_a_line_that_is_no_number_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "staff.pem").write_bytes(OFFICE.pem)
    (tmp_path / "roster.txt").write_text("张三\n", "utf-8")

    with pytest.raises(ValueError, match=r"roster\.txt holds a line that is no card number"):
        trust_from_files("T", tmp_path / "staff.pem", tmp_path / "roster.txt")
