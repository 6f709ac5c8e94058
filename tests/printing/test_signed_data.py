"""Signatures as bytes: another library reads back what was written, and writes the same; other judges are in the seal's own tests."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256

import pytest
from asn1crypto import cms, core
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given, settings
from hypothesis import strategies as st

from printing import der
from printing.certificates import Chain
from printing.signed_data import Signatory
from printing.signing_key import FileKey

THEN = datetime(2026, 11, 23, 2, 22, 5, tzinfo=UTC)


@given(st.integers(-(2**70), 2**70))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_integers_are_written_as_another_library_writes_them(number: int) -> None:
    assert der.integer(number) == core.Integer(number).dump()


@given(st.tuples(st.integers(0, 2), st.integers(0, 39)), st.lists(st.integers(0, 2**40), max_size=8))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_identifiers_are_written_as_another_library_writes_them(first: tuple[int, int], others: list[int]) -> None:
    dotted = ".".join(map(str, (*first, *others)))

    assert der.identifier(dotted) == core.ObjectIdentifier(dotted).dump()


@pytest.mark.parametrize("length", [0, 1, 127, 128, 255, 256, 65_535, 65_536])
def test_lengths_are_written_as_another_library_writes_them(length: int) -> None:
    assert der.octets(bytes(length)) == core.OctetString(bytes(length)).dump()


def test_members_of_a_set_stand_in_their_order() -> None:
    members = [der.integer(300), der.integer(2), der.octets(b"a"), der.identifier("1.2.3")]

    assert der.set_of(*members) == der.set_of(*reversed(members)) == der.value(der.SET, b"".join(sorted(members)))


def test_times_are_read_back() -> None:
    assert core.UTCTime.load(der.utc_time(THEN)).native == THEN
    assert core.GeneralizedTime.load(der.generalized_time(THEN)).native == THEN


@pytest.fixture(scope="module")
def signatory(chain: Chain) -> Signatory:
    return Signatory(FileKey(chain.seal_key_pem), chain.seal_chain_pem)


def test_signature_of_something_elsewhere_says_what_pades_wants_and_no_more(signatory: Signatory) -> None:
    digest = sha256(b"a paper").digest()

    signed = cms.ContentInfo.load(signatory.detached(digest), strict=True)["content"]

    (signer,) = signed["signer_infos"]
    said = {attribute["type"].native: attribute["values"][0] for attribute in signer["signed_attrs"]}
    assert set(said) == {"content_type", "message_digest", "signing_certificate_v2"}
    assert said["message_digest"].native == digest
    assert said["signing_certificate_v2"]["certs"][0]["cert_hash"].native == sha256(_own(signed)).digest()
    assert signed["encap_content_info"]["content"].native is None
    assert len(signed["certificates"]) == 1, "whoever checks has the root"


def test_signature_is_over_the_attributes_as_a_set(signatory: Signatory, chain: Chain) -> None:
    signed = cms.ContentInfo.load(signatory.detached(bytes(32)))["content"]
    (signer,) = signed["signer_infos"]
    attributes, signature = signer["signed_attrs"].untag().dump(), signer["signature"].native
    key = FileKey(chain.seal_key_pem).public_key

    key.verify(signature, attributes, ECDSA(SHA256()))
    with pytest.raises(InvalidSignature):
        key.verify(signature, attributes.replace(bytes(32), bytes(31) + b"\1"), ECDSA(SHA256()))


def test_content_stands_within_and_says_when_it_was_signed(signatory: Signatory) -> None:
    content = der.sequence(der.integer(1))

    signed = cms.ContentInfo.load(
        signatory.around("1.2.840.113549.1.9.16.1.4", content, THEN, certificates=False), strict=True
    )["content"]

    (signer,) = signed["signer_infos"]
    said = {attribute["type"].native: attribute["values"][0].native for attribute in signer["signed_attrs"]}
    assert said["signing_time"] == THEN
    assert said["content_type"] == "tst_info"
    assert bytes(signed["encap_content_info"]["content"]) == content
    assert signed["certificates"].native is None


@pytest.mark.parametrize(
    "chain_pem", [b"", b"nonsense", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_chain_that_is_none_is_refused_at_once(chain: Chain, chain_pem: bytes) -> None:
    with pytest.raises(ValueError, match=r"PEM|pars"):
        Signatory(FileKey(chain.seal_key_pem), chain_pem)


def _own(signed: cms.SignedData) -> bytes:
    encoded: bytes = signed["certificates"][0].dump()
    return encoded
