"""The time stamp authority: openssl believes its stamps, a seal carries one, and one that is not of this seal is found out."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import core, tsp
from hypothesis import given, settings
from hypothesis import strategies as st

from printing.certificates import Chain, make_chain, make_time_stamp_chain
from printing.page import Laid
from printing.seal import FileSealer, NotSealed, verify
from printing.signing_key import FileKey
from printing.time_stamp import POLICY, TimeStampAuthority

THEN = datetime(2026, 11, 23, 2, 22, 5, tzinfo=UTC)
CHAIN = make_chain("样章", valid_days=3_650, valid_from=THEN - timedelta(days=30))


def authority(chain: Chain = CHAIN, now: datetime = THEN) -> TimeStampAuthority:
    begins = THEN - timedelta(days=30)
    stamp_chain, key = make_time_stamp_chain(
        chain.root_pem, chain.root_key_pem, "样章 时间戳", valid_days=3_000, valid_from=begins
    )
    return TimeStampAuthority(FileKey(key), stamp_chain, lambda: now)


def query(**changes: object) -> tsp.TimeStampReq:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(32)}
    return tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True, "nonce": 7, **changes})


def openssl(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", "ts", *words], capture_output=True, text=True, check=False)


def test_stamp_on_a_question_of_openssl_is_good_to_openssl(tmp_path: Path) -> None:
    (tmp_path / "paper").write_bytes("公共信用信息报告".encode())
    (tmp_path / "root.pem").write_bytes(CHAIN.root_pem)
    openssl("-query", "-data", str(tmp_path / "paper"), "-sha256", "-cert", "-out", str(tmp_path / "question"))

    now = datetime.now(UTC)
    (tmp_path / "answer").write_bytes(authority(now=now).answer((tmp_path / "question").read_bytes()))
    checked = openssl(
        "-verify", "-queryfile", str(tmp_path / "question"), "-in", str(tmp_path / "answer"),
        "-CAfile", str(tmp_path / "root.pem"), "-attime", str(int(now.timestamp())),
    )  # fmt: skip

    assert "Verification: OK" in checked.stdout + checked.stderr


def test_stamp_says_what_was_asked_and_when() -> None:
    answer = tsp.TimeStampResp.load(authority().answer(query().dump()))

    stamped = answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert answer["status"]["status"].native == "granted"
    assert stamped["gen_time"].native == THEN
    assert stamped["nonce"].native == 7
    assert stamped["message_imprint"]["hashed_message"].native == bytes(32)


def test_no_two_stamps_have_one_number() -> None:
    ours = authority()

    numbers = {
        tsp.TimeStampResp.load(ours.answer(query().dump()))["time_stamp_token"]["content"]["encap_content_info"][
            "content"
        ]
        .parsed["serial_number"]
        .native
        for _ in range(200)
    }

    assert len(numbers) == 200


def status_of(answer: bytes) -> tsp.PKIStatusInfo:
    """The first member of the answer: asn1crypto refuses to read one that has no second."""
    return tsp.PKIStatusInfo.load(core.Sequence.load(answer).contents[: len(core.Sequence.load(answer)[0].dump())])


REFUSED = [
    (query(message_imprint={"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": bytes(20)}), "bad_alg"),
    (
        query(message_imprint={"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": bytes(31)}),
        "bad_data_format",
    ),
    (query(req_policy="1.2.3.4"), "unaccepted_policy"),
    (query(version=2), "bad_data_format"),
]


@pytest.mark.parametrize(("asked", "reason"), REFUSED)
def test_what_cannot_be_granted_is_refused_with_its_reason(asked: tsp.TimeStampReq, reason: str) -> None:
    status = status_of(authority().answer(asked.dump()))

    assert status["status"].native == "rejection"
    assert status["fail_info"].native == {reason}


def test_its_own_policy_may_be_asked_for() -> None:
    assert (
        tsp.TimeStampResp.load(authority().answer(query(req_policy=POLICY).dump()))["status"]["status"].native
        == "granted"
    )


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_no_request_can_break_the_authority(request: bytes) -> None:
    assert status_of(OURS.answer(request))["status"].native == "rejection"


OURS = authority()


def test_seal_with_a_stamp_says_by_anothers_word_when_it_was_made(laid: Laid) -> None:
    sealed = FileSealer(CHAIN.seal_key_pem, CHAIN.seal_chain_pem, authority()).seal(laid, reason="信用报告")

    verdict = verify(sealed, CHAIN.root_pem, at=THEN + timedelta(days=1))

    assert (verdict.code, verdict.time_stamped, verdict.signed_at) == ("valid", True, THEN)


def test_seal_without_a_stamp_does_not_claim_one(laid: Laid) -> None:
    verdict = verify(FileSealer(CHAIN.seal_key_pem, CHAIN.seal_chain_pem).seal(laid, reason="信用报告"), CHAIN.root_pem)

    assert (verdict.code, verdict.time_stamped) == ("valid", False)


def test_stamp_of_another_root_is_not_valid(laid: Laid) -> None:
    stranger = make_chain("别家", valid_days=3_650, valid_from=THEN - timedelta(days=30))
    sealed = FileSealer(CHAIN.seal_key_pem, CHAIN.seal_chain_pem, authority(stranger)).seal(laid, reason="信用报告")

    assert verify(sealed, CHAIN.root_pem).code == "time-stamp-not-valid"


class Replayed:
    """An authority that gives everybody a stamp it once made for somebody else."""

    def answer(self, request: bytes) -> bytes:
        return authority().answer(query().dump())


class Refusing:
    def answer(self, request: bytes) -> bytes:
        return authority().answer(query(version=2).dump())


class Gone:
    def answer(self, request: bytes) -> bytes:
        raise ConnectionRefusedError


@pytest.mark.parametrize("time_stamps", [Gone(), Replayed(), Refusing()])
def test_without_a_stamp_that_fits_nothing_is_sealed(laid: Laid, time_stamps: Gone | Replayed | Refusing) -> None:
    with pytest.raises(NotSealed):
        FileSealer(CHAIN.seal_key_pem, CHAIN.seal_chain_pem, time_stamps).seal(laid, reason="信用报告")


def test_pdfsig_calls_a_stamped_seal_valid(laid: Laid, tmp_path: Path) -> None:
    (tmp_path / "sealed.pdf").write_bytes(
        FileSealer(CHAIN.seal_key_pem, CHAIN.seal_chain_pem, authority()).seal(laid, reason="信用报告")
    )

    said = subprocess.run(
        ["pdfsig", "-nocert", str(tmp_path / "sealed.pdf")], capture_output=True, text=True, check=False
    ).stdout

    assert "Signature is Valid." in said
    assert "Total document signed" in said
