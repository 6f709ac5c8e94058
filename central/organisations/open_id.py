"""One identity provider over HTTP: its own description, its keys, and an ID token that is believed only where everything about it fits."""

from __future__ import annotations

import base64
import hashlib
import json
from threading import Lock
from time import monotonic
from typing import Any
from urllib.parse import urlencode

import requests
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

from central.organisations.providers import Agreement, NotVouchedFor, ProviderUnreachable, Subject, safe_address

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""With public keys only: `none` is nobody's, and under HS256 a public key would do for a secret one (RFC 8725 §3.1)."""
SECONDS = 5
MOST_BYTES = 256 * 1024
KEYS_KEPT_SECONDS = 300
KEYS_AGAIN_SECONDS = 10
LEEWAY_SECONDS = 60
OLDEST_SECONDS = 600
"""A token was made for this errand, and no errand takes longer."""


class OpenIdProvider:
    """Callable from any thread. It keeps the provider's public keys for a while, and nothing of anybody."""

    def __init__(self, agreed: Agreement) -> None:
        self._agreed = agreed
        self._door = Lock()
        self._keys: KeySet | None = None
        self._fetched = -float("inf")

    def address(self, state: str, nonce: str, verifier: str) -> str:
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self._agreed.client_id,
            "redirect_uri": self._agreed.return_to,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._description()['authorization_endpoint']}?{urlencode(asked)}"

    def subject(self, code: str, nonce: str, verifier: str, now: int) -> Subject:
        told = self._described(
            "POST",
            str(self._description()["token_endpoint"]),
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self._agreed.return_to,
                "code_verifier": verifier,
            },
            auth=(self._agreed.client_id, self._agreed.client_secret),
        )
        return self._vouched_for(str(told.get("id_token", "")), nonce, now)

    def _vouched_for(self, token: str, nonce: str, now: int) -> Subject:
        """OpenID Connect Core 1.0 §3.1.3.7. Raises NotVouchedFor, ProviderUnreachable."""
        try:
            claims = self._signed(token).claims
            self._asked(nonce, now).validate(claims)
        except (JoseError, ValueError, TypeError, KeyError) as wrong:
            raise NotVouchedFor(type(wrong).__name__) from None
        if isinstance(claims["aud"], list) and claims.get("azp", self._agreed.client_id) != self._agreed.client_id:
            raise NotVouchedFor("azp")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims:
            raise NotVouchedFor("azp")
        if any(type(claims[name]) is not int for name in ("iat", "exp")) or claims["iat"] < now - OLDEST_SECONDS:
            raise NotVouchedFor("iat")
        if _by_face_alone(claims):
            raise NotVouchedFor("face alone")
        return Subject(self._agreed.issuer, claims["sub"], self._factors(claims))

    def _signed(self, token: str) -> jwt.Token:
        """With a key of theirs; one that they have since put in use is looked for once more. Raises JoseError, ProviderUnreachable."""
        try:
            return jwt.decode(token, self._provider_keys(KEYS_KEPT_SECONDS), algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            return jwt.decode(token, self._provider_keys(KEYS_AGAIN_SECONDS), algorithms=ALGORITHMS)

    def _asked(self, nonce: str, now: int) -> JWTClaimsRegistry:
        return JWTClaimsRegistry(
            now=now,
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._agreed.issuer},
            aud={"essential": True, "value": self._agreed.client_id},
            sub={"essential": True, "allow_blank": False},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            iat={"essential": True},
        )

    def _factors(self, claims: dict[str, Any]) -> int:
        said = claims.get("amr")
        words = {*(said if isinstance(said, list) else ()), claims.get("acr")}
        return 2 if words & set(self._agreed.two_factors) else 1

    def _provider_keys(self, kept_seconds: float) -> KeySet:
        with self._door:
            if self._keys is None or monotonic() - self._fetched > kept_seconds:
                told = self._described("GET", str(self._description()["jwks_uri"]))
                self._keys, self._fetched = _public_keys(told), monotonic()
            return self._keys

    def _description(self) -> dict[str, Any]:
        """OpenID Connect Discovery 1.0 §4. Raises ProviderUnreachable where it describes somebody else, or a way that others can read."""
        told = self._described("GET", f"{self._agreed.issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                safe_address(str(told[name]))
        except (KeyError, ValueError):
            raise ProviderUnreachable("its description") from None
        if told.get("issuer") != self._agreed.issuer:
            raise ProviderUnreachable("another issuer")
        return told

    def _described(self, method: str, address: str, **said: Any) -> dict[str, Any]:
        """One JSON object. Raises ProviderUnreachable, and NotVouchedFor where it refuses."""
        try:
            with requests.request(
                method, address, timeout=SECONDS, allow_redirects=False, stream=True, **said
            ) as answer:
                if answer.status_code in (400, 401, 403):
                    raise NotVouchedFor("refused")
                answer.raise_for_status()
                return _object(_bounded(answer))
        except (requests.RequestException, ValueError) as away:
            raise ProviderUnreachable(type(away).__name__) from None


def _by_face_alone(claims: dict[str, Any]) -> bool:
    """A face is never the only verification (人脸识别技术应用安全管理办法, 2025-06-01); `user`, that somebody was there, adds nothing."""
    said = claims.get("amr")
    return isinstance(said, list) and "face" in said and set(said) <= {"face", "user"}


def _bounded(answer: requests.Response) -> bytes:
    """Raises ValueError."""
    body = b""
    for piece in answer.iter_content(16 * 1024):
        body += piece
        if len(body) > MOST_BYTES:
            raise ValueError("too much")
    return body


def _object(body: bytes) -> dict[str, Any]:
    """Raises ValueError."""
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("no object")
    return told


def _public_keys(told: dict[str, Any]) -> KeySet:
    """Raises ProviderUnreachable. A secret among public keys is no key of anybody's."""
    try:
        public = [key for key in told["keys"] if key.get("kty") in ("RSA", "EC", "OKP") and "d" not in key]
        return KeySet.import_key_set({"keys": public})
    except (JoseError, KeyError, TypeError, AttributeError, ValueError):
        raise ProviderUnreachable("its keys") from None
