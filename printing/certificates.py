"""THE PAPER: the certificates a seal stands on: a root of our own and one seal certificate under it (RFC 5280)."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_OUTLIVES_SEAL = 10
"""How many times the seal's days the root is valid, so that seals can be renewed under a root already handed out."""


@dataclass(frozen=True)
class Chain:
    """PEM throughout. `seal_chain_pem` holds the seal's certificate first, then the root; keys are PKCS #8, unencrypted."""

    root_pem: bytes
    root_key_pem: bytes = field(repr=False)
    seal_chain_pem: bytes
    seal_key_pem: bytes = field(repr=False)


def make_chain(common_name: str, *, valid_days: int, valid_from: datetime | None = None) -> Chain:
    """A fresh chain, ECDSA P-256: a root that signs certificates only, and a seal that signs documents only.

    `common_name` is whom a verified seal names. `valid_from` is aware; it defaults to an hour ago, so that a terminal
    whose clock is a little behind does not refuse a new seal.
    """
    begins = valid_from or datetime.now(UTC) - timedelta(hours=1)
    root_key, seal_key = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    root_name = _name(f"{common_name} 根证书")
    root = _root(root_name, root_key, begins, begins + timedelta(days=valid_days * ROOT_OUTLIVES_SEAL))
    seal = _seal(common_name, seal_key.public_key(), root, root_key, begins, valid_days)
    return Chain(
        root_pem=_pem(root),
        root_key_pem=_key_pem(root_key),
        seal_chain_pem=_pem(seal) + _pem(root),
        seal_key_pem=_key_pem(seal_key),
    )


def make_time_stamp_chain(
    root_pem: bytes, root_key_pem: bytes, common_name: str, *, valid_days: int, valid_from: datetime | None = None
) -> tuple[bytes, bytes]:
    """A time stamp authority under an existing root: its chain and its key, PEM. Its certificate may do nothing else (RFC 3161, 2.3)."""
    root, root_key = _root_of(root_pem, root_key_pem)
    begins, key = valid_from or datetime.now(UTC) - timedelta(hours=1), generate_private_key(SECP256R1())
    stamps_only = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = (
        _end_entity(_name(common_name), key.public_key(), root, root_key, begins, begins + timedelta(days=valid_days))
        .add_extension(stamps_only, critical=True)
        .sign(root_key, hashes.SHA256())
    )
    return _pem(certificate) + root_pem, _key_pem(key)


def make_seal_key() -> bytes:
    """A fresh key for a seal, PEM."""
    return _key_pem(generate_private_key(SECP256R1()))


def make_seal_chain(
    root_pem: bytes,
    root_key_pem: bytes,
    common_name: str,
    public_key: EllipticCurvePublicKey,
    *,
    valid_days: int,
    valid_from: datetime | None = None,
) -> bytes:
    """The chain, PEM, of a further seal under an existing root, for a key wherever that is held. Raises ValueError."""
    root, root_key = _root_of(root_pem, root_key_pem)
    begins = valid_from or datetime.now(UTC) - timedelta(hours=1)
    return _pem(_seal(common_name, public_key, root, root_key, begins, valid_days)) + root_pem


def _root_of(root_pem: bytes, root_key_pem: bytes) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    root_key = serialization.load_pem_private_key(root_key_pem, password=None)
    if not isinstance(root_key, EllipticCurvePrivateKey):
        raise ValueError("the root's key is an elliptic curve key")
    return x509.load_pem_x509_certificate(root_pem), root_key


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, common_name)]
    )


def _root(name: x509.Name, key: EllipticCurvePrivateKey, begins: datetime, ends: datetime) -> x509.Certificate:
    return (
        _certificate(name, name, key.public_key(), begins, ends)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )


def _seal(
    common_name: str,
    key: EllipticCurvePublicKey,
    root: x509.Certificate,
    root_key: EllipticCurvePrivateKey,
    begins: datetime,
    valid_days: int,
) -> x509.Certificate:
    ends = begins + timedelta(days=valid_days)
    return _end_entity(_name(common_name), key, root, root_key, begins, ends).sign(root_key, hashes.SHA256())


def _end_entity(
    name: x509.Name,
    key: EllipticCurvePublicKey,
    root: x509.Certificate,
    root_key: EllipticCurvePrivateKey,
    begins: datetime,
    ends: datetime,
) -> x509.CertificateBuilder:
    return (
        _certificate(name, root.subject, key, begins, ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: EllipticCurvePublicKey, begins: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    """RFC 5280 4.2.1.3: a root signs certificates and lists, a seal signs documents it cannot disown."""
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _key_pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
