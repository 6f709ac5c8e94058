"""The door of the centre: what is signed is what was sent; what is sealed opens at the centre alone, in its place alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPSignatureKeyResolver
from http_message_signatures.algorithms import ED25519
from hypothesis import example, given
from hypothesis import strategies as st

from app.contract.sealing import ALG, SealedBroken, aad_of, open_sealed, seal
from app.contract.signing import COVERED, TAG, WINDOW, SignatureRefused, SignedBy, sign, verify_request

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
KEY = Ed25519PrivateKey.generate()
URL = "http://127.0.0.1:8420/v1/terminals/T-03/batches?x=1"


@dataclass(frozen=True)
class Arrived:
    """A request as the centre's door sees it."""

    method: str = "POST"
    url: str = URL
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b'{"a":1}'

    def verify(self, now: datetime = NOW, keys: Mapping[str, Ed25519PublicKey] | None = None) -> SignedBy:
        known = {"T-03": KEY.public_key()} if keys is None else keys
        return verify_request(
            method=self.method, url=self.url, headers=self.headers, body=self.body, public_key_of=known.get, now=now
        )


def sent(method: str = "POST", url: str = URL, body: bytes | None = b'{"a":1}', now: datetime = NOW) -> Arrived:
    prepared = requests.Request(method, url, data=body).prepare()
    sign(prepared, key=KEY, terminal_id="T-03", now=now)
    assert prepared.url is not None
    return Arrived(method, prepared.url, dict(prepared.headers), body or b"")


def test_a_signed_request_names_its_terminal_nonce_and_time() -> None:
    arrived = sent()

    signed = arrived.verify()

    assert (signed.terminal_id, signed.created) == ("T-03", NOW)
    assert len(signed.nonce) >= 16


def test_a_get_without_a_body_is_signed_as_wholly_as_a_post() -> None:
    arrived = sent("GET", "http://127.0.0.1:8420/v1/greeting", None)

    assert arrived.verify().terminal_id == "T-03"
    with pytest.raises(SignatureRefused, match="signature-wrong"):
        replace(arrived, body=b"smuggled").verify()


def test_two_requests_never_share_a_nonce() -> None:
    assert sent().verify().nonce != sent().verify().nonce


def test_header_names_in_any_case_are_understood() -> None:
    arrived = sent()

    lower = replace(arrived, headers={name.lower(): value for name, value in arrived.headers.items()})

    assert lower.verify().terminal_id == "T-03"


CHANGES: dict[str, tuple[Callable[[Arrived], Arrived], str]] = {
    "body": (lambda a: replace(a, body=a.body + b" "), "signature-wrong"),
    "body gone": (lambda a: replace(a, body=b""), "signature-wrong"),
    "method": (lambda a: replace(a, method="PUT"), "signature-wrong"),
    "method in lower case": (lambda a: replace(a, method="post"), "signature-wrong"),
    "host": (lambda a: replace(a, url=a.url.replace("127.0.0.1", "127.0.0.2")), "signature-wrong"),
    "path": (lambda a: replace(a, url=a.url.replace("T-03", "T-04")), "signature-wrong"),
    "query": (lambda a: replace(a, url=a.url + "1"), "signature-wrong"),
    "scheme": (lambda a: replace(a, url=a.url.replace("http:", "https:")), "signature-wrong"),
    "url that is none": (lambda a: replace(a, url="/v1/x"), "signature-wrong"),
    "content type": (lambda a: with_header(a, "Content-Type", "text/plain"), "signature-wrong"),
    "no digest": (lambda a: with_header(a, "Content-Digest", None), "signature-wrong"),
    "no signature": (lambda a: with_header(a, "Signature", None), "signature-missing"),
    "no signature input": (lambda a: with_header(a, "Signature-Input", None), "signature-missing"),
    "another tag": (lambda a: with_input(a, lambda v: v.replace(TAG, "other-tag")), "signature-missing"),
    "another key id": (lambda a: with_input(a, lambda v: v.replace("T-03", "T-04")), "terminal-unknown"),
    "an expiry of its own": (lambda a: with_input(a, lambda v: v + ";expires=9999999999"), "signature-wrong"),
    "a later date": (lambda a: with_input(a, lambda v: v.replace(created(NOW), created(NOW, 1))), "signature-wrong"),
    "a date that is text": (lambda a: with_input(a, lambda v: v.replace(created(NOW), '"now"')), "signature-wrong"),
    "no date": (lambda a: with_input(a, lambda v: v.replace(f";created={created(NOW)}", "")), "signature-wrong"),
    "fewer components": (lambda a: with_input(a, lambda v: v.replace(' "content-digest"', "")), "signature-wrong"),
    "not structured": (lambda a: with_input(a, lambda _: "((("), "signature-wrong"),
    "signature not bytes": (lambda a: with_header(a, "Signature", "terminal=1"), "signature-wrong"),
    "header twice": (
        lambda a: with_header(a, "signature", dict(a.headers)["Signature"].replace("terminal", "second")),
        "signature-wrong",
    ),
}


def with_header(arrived: Arrived, name: str, value: str | None) -> Arrived:
    headers = dict(arrived.headers)
    if value is None:
        headers.pop(name)
    else:
        headers[name] = value
    return replace(arrived, headers=headers)


def with_input(arrived: Arrived, change: Callable[[str], str]) -> Arrived:
    return with_header(arrived, "Signature-Input", change(arrived.headers["Signature-Input"]))


def created(now: datetime, later: int = 0) -> str:
    return str(int(now.timestamp()) + later)


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_request_is_refused(change: str) -> None:
    alter, code = CHANGES[change]

    with pytest.raises(SignatureRefused) as refused:
        alter(sent()).verify()

    assert refused.value.code == code


@pytest.mark.parametrize("away", [WINDOW, -WINDOW])
def test_a_request_within_the_window_passes_and_one_second_beyond_does_not(away: timedelta) -> None:
    second = timedelta(seconds=1) if away > timedelta() else timedelta(seconds=-1)

    assert sent().verify(now=NOW + away)
    with pytest.raises(SignatureRefused, match="clock-skew"):
        sent().verify(now=NOW + away + second)


def test_a_request_by_another_key_is_refused() -> None:
    with pytest.raises(SignatureRefused, match="signature-wrong"):
        sent().verify(keys={"T-03": Ed25519PrivateKey.generate().public_key()})


class OneKey(HTTPSignatureKeyResolver):
    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:
        return KEY


def badly_signed(nonce: str | None, covered: tuple[str, ...], body: bytes | None = b'{"a":1}') -> Arrived:
    prepared = requests.Request("POST", URL, data=b'{"a":1}', headers={"Content-Type": "application/json"}).prepare()
    signer = HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=OneKey())
    signer.sign(prepared, key_id="T-03", created=NOW, nonce=nonce, tag=TAG, covered_component_ids=covered, body=body)
    return Arrived(headers=dict(prepared.headers))


@pytest.mark.parametrize("left_out", [part for part in COVERED if part != "content-digest"])
def test_a_signature_by_the_right_key_that_leaves_something_out_is_refused(left_out: str) -> None:
    arrived = badly_signed("n" * 24, tuple(part for part in COVERED if part != left_out))

    with pytest.raises(SignatureRefused, match="signature-incomplete"):
        arrived.verify()


def test_a_signature_by_the_right_key_without_a_digest_is_refused() -> None:
    arrived = badly_signed("n" * 24, COVERED[:-1], body=None)

    with pytest.raises(SignatureRefused, match="signature-incomplete"):
        arrived.verify()


@pytest.mark.parametrize("nonce", [None, "short", "n" * 65])
def test_a_signature_without_a_fit_nonce_is_refused(nonce: str | None) -> None:
    with pytest.raises(SignatureRefused, match="signature-incomplete"):
        badly_signed(nonce, COVERED).verify()


@given(
    st.text(max_size=40),
    st.text(max_size=60),
    st.text(max_size=60),
    st.binary(max_size=40),
    st.sampled_from(["", 'terminal=("@method");created=1;keyid="T-03";tag="guanjia-terminal"']),
)
@example("http://x/", "terminal=:AA==:", "", b"", 'terminal=("@method" "@method");created=1;tag="guanjia-terminal"')
def test_noise_at_the_door_is_refused_and_never_crashes(
    url: str, signature: str, digest: str, body: bytes, prefix: str
) -> None:
    headers = {"Signature": signature, "Signature-Input": prefix + digest, "Content-Digest": digest}

    with pytest.raises(SignatureRefused):
        Arrived(url=url, headers=headers, body=body).verify()


CENTRE = X25519PrivateKey.generate()
PUBLIC = CENTRE.public_key().public_bytes_raw()
AAD = aad_of("k", "appeal:1", 1, 1)


@given(st.binary(max_size=300), st.binary(max_size=50))
def test_what_was_sealed_opens_with_the_private_key(plaintext: bytes, aad: bytes) -> None:
    assert open_sealed(CENTRE, seal(PUBLIC, plaintext, aad), aad) == plaintext


def test_sealed_bytes_name_their_algorithm_and_hide_their_content() -> None:
    sealed = seal(PUBLIC, "测试甲 441900200107100043".encode(), AAD)

    assert ALG.encode() in sealed
    assert b"441900200107100043" not in sealed
    assert seal(PUBLIC, b"same", AAD) != seal(PUBLIC, b"same", AAD)


@given(st.data())
def test_any_flipped_bit_and_any_cut_breaks_the_seal(data: st.DataObject) -> None:
    sealed = bytearray(seal(PUBLIC, b"content", AAD))
    cut = bytes(sealed[: data.draw(st.integers(0, len(sealed) - 1))])
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    for broken in (cut, bytes(sealed), bytes(sealed) + b"\0"):
        with pytest.raises(SealedBroken):
            open_sealed(CENTRE, broken, AAD)


@pytest.mark.parametrize(
    "elsewhere", [("j", "appeal:1", 1, 1), ("k", "appeal:2", 1, 1), ("k", "appeal:1", 2, 1), ("k", "appeal:1", 1, 2)]
)
def test_a_payload_moved_to_another_place_does_not_open(elsewhere: tuple[str, str, int, int]) -> None:
    sealed = seal(PUBLIC, b"content", AAD)

    with pytest.raises(SealedBroken):
        open_sealed(CENTRE, sealed, aad_of(*elsewhere))


def test_another_centre_cannot_open_and_the_error_tells_nothing() -> None:
    sealed = seal(PUBLIC, b"canary", AAD)

    with pytest.raises(SealedBroken) as broken:
        open_sealed(X25519PrivateKey.generate(), sealed, AAD)

    assert "canary" not in str(broken.value)
    assert broken.value.__cause__ is None


def test_an_ephemeral_key_of_small_order_is_refused() -> None:
    sealed = seal(PUBLIC, b"content", AAD)
    zeroed = sealed.replace(sealed[5 + len(ALG) : 37 + len(ALG)], bytes(32))

    with pytest.raises(SealedBroken):
        open_sealed(CENTRE, zeroed, AAD)
