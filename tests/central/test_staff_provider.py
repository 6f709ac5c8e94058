"""People whom an identity provider vouches for: over real HTTP to a provider of our own, which can be made to lie in every way."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from central_world import World
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from provider_world import CLIENT, RETURN_TO, SECRET, Claims, Key, Provider, b64, providing, token
from staff_world import CITY, TOWN, Console, code_of, little_work, newcomer

from central.organisations.accounts import close_account, link_subject
from central.organisations.open_id import OpenIdProvider
from central.organisations.providers import Agreement, NotVouchedFor, agree
from central.organisations.roles import Role
from central.organisations.sign_in_tables import ProviderSubject

ONCE = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
"""Two who come back at one moment meet there alone; the rest does not depend on the database."""


@pytest.fixture(autouse=True, scope="module")
def quick_hashes() -> Iterator[None]:
    with little_work():
        yield


@pytest.fixture
def provider(shared_world: World) -> Iterator[Provider]:
    """Trusted by the centre, and vouching for somebody who works here."""
    world = shared_world
    with providing(Provider(now=lambda: world.clock().timestamp())) as provider:
        agree(world.centre.home.path, _agreement(provider))
        yield provider


@ONCE
def test_whom_the_provider_vouches_for_is_the_person_that_was_linked(shared_world: World, provider: Provider) -> None:
    console = _linked(shared_world, provider)

    answer = _comes_by(shared_world, console)

    me = console.get("me").json()
    assert answer.status_code == 200, answer.text
    assert (me["badge"], me["factors"]) == (console.badge, 1)


@ONCE
def test_provider_that_asked_for_two_factors_is_believed_about_that_too(
    shared_world: World, provider: Provider
) -> None:
    console = _linked(shared_world, provider, CITY, Role.ADMINISTRATOR)
    _comes_by(shared_world, console)
    one = code_of(console.get("trail"))

    provider.amr = ("pwd", "mfa")
    _comes_by(shared_world, console)

    assert (one, console.get("trail").status_code) == ("second-factor-needed", 200)


@ONCE
@pytest.mark.parametrize(
    ("amr", "code"), [(("face",), "sign-in-refused"), (("face", "user"), "sign-in-refused"), (("face", "pwd"), "")]
)
def test_face_alone_lets_nobody_in(shared_world: World, provider: Provider, amr: tuple[str, ...], code: str) -> None:
    console = _linked(shared_world, provider)

    provider.amr = amr

    assert code_of(_comes_by(shared_world, console)) == code


@ONCE
def test_nobody_is_one_of_us_by_a_providers_word_alone(shared_world: World, provider: Provider) -> None:
    console = Console(shared_world, "nobody", "")

    assert code_of(_comes_by(shared_world, console)) == "sign-in-refused"


@ONCE
def test_shut_out_and_unlinked_are_out_by_this_way_too(shared_world: World, provider: Provider) -> None:
    shut, unlinked = _linked(shared_world, provider, subject="sub-8"), _linked(shared_world, provider, subject="sub-9")
    with shared_world.centre.database.writing() as session:
        close_account(session, shut.person, shared_world.clock())
        session.get_one(ProviderSubject, (provider.url, "sub-9")).ended_at = shared_world.clock()

    codes = []
    for console, provider.subject in ((shut, "sub-8"), (unlinked, "sub-9")):
        codes.append(code_of(_comes_by(shared_world, console)))

    assert codes == ["sign-in-refused"] * 2


Lie = Callable[[Provider, Claims], str]


def _says(**changes: Any) -> Lie:
    return lambda provider, claims: provider.honest(claims | changes)


def _lacks(name: str) -> Lie:
    return lambda provider, claims: provider.honest({key: value for key, value in claims.items() if key != name})


def _from(name: str, seconds: int) -> Lie:
    return lambda provider, claims: provider.honest(claims | {name: claims["iat"] + seconds})


def _other_key(provider: Provider, claims: Claims) -> str:
    return token(claims, Key().sign, alg="ES256", kid=provider.key.kid)


def _key_in_the_header(provider: Provider, claims: Claims) -> str:
    own = Key(kid=provider.key.kid)
    return token(claims, own.sign, alg="ES256", kid=own.kid, jwk=own.public)


def _public_key_as_secret(provider: Provider, claims: Claims) -> str:
    secret = json.dumps(provider.key.public).encode()
    return token(claims, lambda said: hmac.digest(secret, said, "sha256"), alg="HS256", kid=provider.key.kid)


def _client_secret(provider: Provider, claims: Claims) -> str:
    return token(claims, lambda said: hmac.digest(SECRET.encode(), said, "sha256"), alg="HS256")


def _changed_afterwards(provider: Provider, claims: Claims) -> str:
    header, _, signature = provider.honest(claims).split(".")
    return f"{header}.{b64(json.dumps(claims | {'sub': 'somebody else'}).encode())}.{signature}"


LIES: dict[str, Lie] = {
    "alg none": lambda _, claims: token(claims, lambda _: b"", alg="none"),
    "alg None": lambda _, claims: token(claims, lambda _: b"", alg="None"),
    "no alg": lambda provider, claims: token(claims, provider.key.sign, kid=provider.key.kid),
    "other key": _other_key,
    "own key in the header": _key_in_the_header,
    "public key as a secret": _public_key_as_secret,
    "client's secret": _client_secret,
    "changed afterwards": _changed_afterwards,
    "signature cut off": lambda provider, claims: provider.honest(claims).rpartition(".")[0] + ".",
    "wrong aud": _says(aud="another-client"),
    "wrong aud in a list": _says(aud=["another-client"]),
    "ours among others, for another": _says(aud=[CLIENT, "another-client"], azp="another-client"),
    "ours among others, for nobody": _says(aud=[CLIENT, "another-client"]),
    "no aud": _lacks("aud"),
    "wrong iss": _says(iss="https://elsewhere.example"),
    "no iss": _lacks("iss"),
    "other nonce": _says(nonce="0" * 64),
    "no nonce": _lacks("nonce"),
    "expired": _from("exp", -120),
    "no exp": _lacks("exp"),
    "never expires": _says(exp=float("nan")),
    "made at no time": _says(iat=float("nan")),
    "made tomorrow": _from("iat", 86_400),
    "made long ago": _from("iat", -3_600),
    "nobody": _says(sub=""),
    "no sub": _lacks("sub"),
    "sub of another shape": _says(sub=["sub-1"]),
    "critical header": lambda provider, claims: token(
        claims, provider.key.sign, alg="ES256", kid=provider.key.kid, crit=["b64"], b64=False
    ),
    "no token": lambda _provider, _claims: "",
    "not a token": lambda _provider, _claims: "a.b.c",
}


@ONCE
def test_no_lie_lets_anybody_in(shared_world: World, provider: Provider) -> None:
    console = _linked(shared_world, provider)

    said = {}
    for name, provider.make in LIES.items():
        said[name] = code_of(_comes_by(shared_world, console))
    provider.make = None

    assert said == dict.fromkeys(LIES, "sign-in-refused")
    assert _comes_by(shared_world, console).status_code == 200


@ONCE
@pytest.mark.parametrize("alone", [True, False])
def test_provider_may_name_us_in_a_list(shared_world: World, provider: Provider, alone: bool) -> None:
    console = _linked(shared_world, provider)
    provider.make = _says(aud=[CLIENT]) if alone else _says(aud=[CLIENT, "another"], azp=CLIENT)

    assert _comes_by(shared_world, console).status_code == 200


@ONCE
def test_key_that_was_put_in_use_since_is_looked_for(shared_world: World) -> None:
    with providing(Provider(now=lambda: shared_world.clock().timestamp())) as provider:
        ours = OpenIdProvider(_agreement(provider))
        assert ours._vouched_for(provider.honest(provider.claims("n")), "n", int(provider.now())).subject == "sub-1"
        provider.key = Key()
        ours._fetched -= 11

        found = ours._vouched_for(provider.honest(provider.claims("n")), "n", int(provider.now()))

    assert (found.subject, provider.asked_for_keys) == ("sub-1", 2)


@ONCE
def test_errand_is_done_once_also_by_two_at_one_moment(shared_world: World, provider: Provider) -> None:
    console = _linked(shared_world, provider)
    away = console.post("provider/away").json()
    back = _through_the_browser(away["address"])

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(lambda _: console.post("provider/back", back).status_code, range(4)))

    assert statuses == [200, 401, 401, 401]


@ONCE
def test_errand_of_somebody_else_or_of_nobody_is_refused(shared_world: World, provider: Provider) -> None:
    console = _linked(shared_world, provider)
    mine, theirs = (_through_the_browser(console.post("provider/away").json()["address"]) for _ in range(2))

    swapped = console.post("provider/back", {"state": mine["state"], "code": theirs["code"]})
    unknown = console.post("provider/back", {"state": "x" * 43, "code": theirs["code"]})

    assert (code_of(swapped), code_of(unknown), provider.refused) == ("sign-in-refused", "sign-in-refused", ["token"])


@ONCE
def test_errand_lasts_ten_minutes(shared_world: World, provider: Provider) -> None:
    console = _linked(shared_world, provider)
    back = _through_the_browser(console.post("provider/away").json()["address"])

    shared_world.clock.forward(minutes=10)

    assert code_of(console.post("provider/back", back)) == "sign-in-refused"


@ONCE
@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_provider_that_describes_another_is_not_asked(
    shared_world: World, provider: Provider, description: dict[str, Any]
) -> None:
    provider.description = description

    answer = Console(shared_world, "nobody", "").post("provider/away")

    assert (answer.status_code, code_of(answer), answer.headers["Retry-After"]) == (503, "provider-away", "30")


@ONCE
def test_provider_that_is_away_and_one_that_never_was_are_said(shared_world: World) -> None:
    console = Console(shared_world, "nobody", "")
    with providing(Provider()) as gone:
        agree(shared_world.centre.home.path, _agreement(gone))
    away = console.post("provider/away")
    (shared_world.centre.home.path / "identity-provider.json").unlink()

    assert (code_of(away), code_of(console.post("provider/away"))) == ("provider-away", "provider-none")


def test_way_on_which_others_can_read_along_is_no_agreement() -> None:
    with pytest.raises(ValueError, match="issuer"):
        Agreement(issuer="http://sso.example", client_id="c", client_secret="s", return_to="https://console.example")


@seed(20261123)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.text(max_size=80)
    | st.lists(st.binary(max_size=30), min_size=3, max_size=5).map(lambda p: ".".join(map(b64, p)))
)
def test_whatever_the_provider_says_it_vouches_for_nobody(key_fetcher: OpenIdProvider, said: str) -> None:
    with pytest.raises(NotVouchedFor):
        key_fetcher._vouched_for(said, "n", 0)


@pytest.fixture(scope="module")
def key_fetcher() -> Iterator[OpenIdProvider]:
    with providing(Provider()) as provider:
        yield OpenIdProvider(_agreement(provider))


def _agreement(provider: Provider) -> Agreement:
    return Agreement(issuer=provider.url, client_id=CLIENT, client_secret=SECRET, return_to=RETURN_TO)


def _linked(
    world: World, provider: Provider, unit: str = TOWN, role: Role = Role.HANDLER, subject: str = "sub-1"
) -> Console:
    console = newcomer(world, unit, role)
    with world.centre.database.writing() as session:
        link_subject(session, provider.url, subject, console.person, world.clock())
    return console


def _comes_by(world: World, console: Console) -> requests.Response:
    """Away, through the provider's page, and back, as a browser does."""
    console.token = ""
    away = console.post("provider/away")
    answer = console.post("provider/back", _through_the_browser(away.json()["address"]))
    console.token = answer.json().get("token", "")
    return answer


def _through_the_browser(address: str) -> dict[str, str]:
    sent = requests.get(address, allow_redirects=False, timeout=20)
    said = parse_qs(urlsplit(sent.headers["Location"]).query)
    return {name: said[name][0] for name in ("state", "code")}
