"""The chain a seal stands on."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from printing.certificates import make_chain


def test_root_signs_certificates_and_seal_signs_documents() -> None:
    chain = make_chain("样章", valid_days=30)
    seal, root = x509.load_pem_x509_certificates(chain.seal_chain_pem)

    assert root == x509.load_pem_x509_certificate(chain.root_pem)
    seal.verify_directly_issued_by(root)
    usage = {
        name: certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        for name, certificate in (("seal", seal), ("root", root))
    }
    assert usage["seal"].digital_signature
    assert usage["seal"].content_commitment
    assert not usage["seal"].key_cert_sign
    assert usage["root"].key_cert_sign
    assert not usage["root"].digital_signature
    assert not seal.extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_keys_are_p256_and_fresh() -> None:
    first, second = make_chain("样章", valid_days=30), make_chain("样章", valid_days=30)

    key = x509.load_pem_x509_certificate(first.root_pem).public_key()
    assert isinstance(key, EllipticCurvePublicKey)
    assert isinstance(key.curve, SECP256R1)
    assert len({first.root_key_pem, first.seal_key_pem, second.root_key_pem, second.seal_key_pem}) == 4


def test_seal_is_valid_for_its_days_and_the_root_outlives_it() -> None:
    begins = datetime(2022, 11, 23, tzinfo=UTC)
    seal, root = x509.load_pem_x509_certificates(make_chain("样章", valid_days=30, valid_from=begins).seal_chain_pem)

    assert seal.not_valid_before_utc == begins
    assert seal.not_valid_after_utc == begins + timedelta(days=30)
    assert root.not_valid_after_utc > seal.not_valid_after_utc
