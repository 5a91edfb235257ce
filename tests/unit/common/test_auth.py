"""Access tokens are believed only when everything about them is right."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.common.auth import SigningKeys, TokenVerifier
from services.common.errors import NotAllowed, PeerUnavailable, Unauthenticated
from services.common.principal import Principal, Role, current_principal, require, set_principal

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


class Identity:
    """Signs tokens and publishes its keys; counts how often it is asked for them."""

    def __init__(self) -> None:
        self.signing = {"k1": Ed25519PrivateKey.generate()}
        self.asked = 0
        self.away = False

    async def keys(self) -> SigningKeys:
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise PeerUnavailable
        entries = []
        for key_id, key in self.signing.items():
            entry = jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
            entries.append({**entry, "kid": key_id, "use": "sig"})
        return SigningKeys(json.dumps({"keys": entries}), NOW + timedelta(hours=1))

    def token(self, _key_id: str = "k1", /, **claims: object) -> str:
        return jwt.encode({**CLAIMS, **claims}, self.signing[_key_id], "EdDSA", headers={"kid": _key_id})


CLAIMS: dict[str, object] = {
    "iss": "presence",
    "sub": "person-1",
    "role": "teacher",
    "aud": ["attendance", "recognition"],
    "iat": NOW,
    "exp": NOW + timedelta(minutes=15),
    "jti": "t1",
}


class Clock:
    def __init__(self) -> None:
        self.now = NOW
        self.monotonic_seconds = 0.0

    def advance(self, span: timedelta) -> None:
        self.now += span
        self.monotonic_seconds += span.total_seconds()


@pytest.fixture
def identity() -> Identity:
    return Identity()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def verifier(identity: Identity, clock: Clock) -> TokenVerifier:
    return TokenVerifier(
        "attendance", identity.keys, clock=lambda: clock.now, monotonic=lambda: clock.monotonic_seconds
    )


async def test_a_good_token_names_its_principal(verifier: TokenVerifier, identity: Identity) -> None:
    principal = await verifier.verify(identity.token())
    assert principal == Principal("person-1", Role.TEACHER, ("attendance", "recognition"), NOW + timedelta(minutes=15))


async def test_keys_are_fetched_once_however_many_tokens_come(verifier: TokenVerifier, identity: Identity) -> None:
    await asyncio.gather(*(verifier.verify(identity.token(sub=str(number))) for number in range(10)))
    assert identity.asked == 1


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"exp": NOW - timedelta(seconds=6), "iat": NOW - timedelta(hours=1)}, "has expired"),
        ({"aud": ["identity"]}, "is not meant for attendance"),
        ({"aud": "attendance2"}, "is not meant for attendance"),
        ({"iss": "someone"}, "is not valid"),
        ({"role": "owner"}, "is not valid"),
        ({"sub": 7}, "is not valid"),
        ({"exp": "soon"}, "is not valid"),
        ({"exp": 10**40}, "is not valid"),
        ({"iat": NOW + timedelta(minutes=1)}, "is not valid yet"),
    ],
)
async def test_a_wrong_claim_is_refused(
    verifier: TokenVerifier, identity: Identity, claims: dict[str, object], why: str
) -> None:
    with pytest.raises(Unauthenticated, match=why):
        await verifier.verify(identity.token(**claims))


@pytest.mark.parametrize("claim", sorted(CLAIMS))
async def test_a_missing_claim_is_refused(verifier: TokenVerifier, identity: Identity, claim: str) -> None:
    claims = {name: value for name, value in CLAIMS.items() if name != claim}
    token = jwt.encode(claims, identity.signing["k1"], "EdDSA", headers={"kid": "k1"})
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


async def test_the_leeway_forgives_a_clock_that_is_a_little_off(verifier: TokenVerifier, identity: Identity) -> None:
    await verifier.verify(identity.token(exp=NOW - timedelta(seconds=4)))
    await verifier.verify(identity.token(iat=NOW + timedelta(seconds=4)))


@pytest.mark.parametrize("garbage", ["", "abc", "a.b.c", "....", "e30.e30.", "\udcff"])
async def test_garbage_is_refused(verifier: TokenVerifier, garbage: str) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(garbage)


async def test_another_algorithm_is_refused_even_with_a_known_key_id(
    verifier: TokenVerifier, identity: Identity
) -> None:
    public = identity.signing["k1"].public_key().public_bytes_raw()
    for token in (
        jwt.encode(CLAIMS, public, "HS256", headers={"kid": "k1"}),
        jwt.encode(CLAIMS, "", "none", headers={"kid": "k1"}),
    ):
        with pytest.raises(Unauthenticated):
            await verifier.verify(token)


async def test_a_token_signed_by_somebody_else_is_refused(verifier: TokenVerifier) -> None:
    stranger = Identity()
    with pytest.raises(Unauthenticated):
        await verifier.verify(stranger.token())


async def test_a_rotated_key_is_found_and_a_made_up_one_asks_rarely(
    verifier: TokenVerifier, identity: Identity, clock: Clock
) -> None:
    await verifier.verify(identity.token())
    clock.advance(timedelta(seconds=11))
    identity.signing["k2"] = Ed25519PrivateKey.generate()
    await verifier.verify(identity.token("k2"))
    assert identity.asked == 2
    stranger = Identity()
    stranger.signing["k3"] = stranger.signing.pop("k1")
    for _ in range(20):
        with pytest.raises(Unauthenticated, match="key that is not in use"):
            await verifier.verify(stranger.token("k3"))
    assert identity.asked == 2
    clock.advance(timedelta(seconds=11))
    with pytest.raises(Unauthenticated):
        await verifier.verify(stranger.token("k3"))
    assert identity.asked == 3


async def test_a_withdrawn_key_is_forgotten_when_the_keys_expire(
    verifier: TokenVerifier, identity: Identity, clock: Clock
) -> None:
    token = identity.token(exp=NOW + timedelta(hours=9))
    await verifier.verify(token)
    identity.signing = {"k2": Ed25519PrivateKey.generate()}
    await verifier.verify(token)
    clock.advance(timedelta(hours=1))
    with pytest.raises(Unauthenticated, match="key that is not in use"):
        await verifier.verify(token)


async def test_identity_being_away_is_not_the_callers_fault(verifier: TokenVerifier, identity: Identity) -> None:
    identity.away = True
    for _ in range(2):
        with pytest.raises(PeerUnavailable):
            await verifier.verify(identity.token())
    identity.away = False
    assert (await verifier.verify(identity.token())).subject == "person-1"


async def test_callers_that_miss_together_share_one_failure(verifier: TokenVerifier, identity: Identity) -> None:
    identity.away = True
    results = await asyncio.gather(*(verifier.verify(identity.token()) for _ in range(10)), return_exceptions=True)
    assert [type(result) for result in results] == [PeerUnavailable] * 10
    assert identity.asked == 1


async def test_nobody_is_the_principal_of_a_call_without_a_token() -> None:
    async def outside_of_a_call() -> None:
        with pytest.raises(Unauthenticated):
            current_principal()
        with pytest.raises(Unauthenticated):
            require(Role.ADMIN, to="do this")

    await asyncio.create_task(outside_of_a_call())


async def test_a_role_that_may_not_is_told_what_it_may_not() -> None:
    async def call() -> None:
        set_principal(Principal("s1", Role.STUDENT, ("attendance",), NOW))
        assert require(Role.STUDENT, Role.TEACHER, to="see a calendar").subject == "s1"
        with pytest.raises(NotAllowed, match="you may not start a session"):
            require(Role.TEACHER, Role.ADMIN, to="start a session")

    await asyncio.create_task(call())
