"""Signing keys that rotate in step, and keys of cameras."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import jwt
import pytest

from services.common.auth import SigningKeys, TokenVerifier
from services.common.errors import DatabaseUnavailable, Unauthenticated
from services.common.principal import Role
from services.identity.adapters.signing import WrongEncryptionKey
from services.identity.app.minting import Minter
from services.identity.domain.errors import DeviceKeyNotFound, TooManyDeviceKeys
from services.identity.domain.login_errors import CredentialRefused
from tests.fakes.identity_app import OPERATOR_ID, IdentityApp
from tests.fakes.identity_store import MemoryStore


def verifier_of(app: IdentityApp) -> TokenVerifier:
    async def keys() -> SigningKeys:
        published = await app.key_ring.published()
        return SigningKeys(published.jwks_json, published.expire_time)

    ticks = iter(range(0, 10**9, 100))
    return TokenVerifier("identity", keys, clock=app.time, monotonic=lambda: float(next(ticks)))


async def published_ids(app: IdentityApp) -> set[str]:
    return {key["kid"] for key in json.loads((await app.key_ring.published()).jwks_json)["keys"]}


async def token_of(app: IdentityApp) -> str:
    person = await app.activated(f"{uuid4().hex}@example.edu")
    minter = Minter(app.key_ring, app.pairs, app.time, uuid4, timedelta(minutes=10))
    return (await minter.mint(str(person.person_id), Role.STUDENT, ("identity",))).token


async def test_replicas_sign_with_one_key() -> None:
    one = IdentityApp()
    two = IdentityApp(one.time, one.store)
    assert await one.key_ring.signer() == await two.key_ring.signer()
    principal = await verifier_of(two).verify(await token_of(one))
    assert principal.role is Role.STUDENT


async def test_keys_rotate_and_no_valid_token_is_refused_on_the_way() -> None:
    one = IdentityApp()
    two = IdentityApp(one.time, one.store)
    verifier = verifier_of(two)
    signers = set()
    for _ in range(40 * 24 * 4):  # forty days by quarters of an hour
        for app in (one, two):
            signers.add((await app.key_ring.signer()).key_id)
        assert await one.key_ring.signer() == await two.key_ring.signer()
        one.time.passes(minutes=15)
    assert len(signers) == 2
    token = await token_of(one)
    await verifier.verify(token)
    assert await published_ids(one) == {(await one.key_ring.signer()).key_id}  # the old one is forgotten


async def test_a_token_of_the_old_key_verifies_until_it_expires() -> None:
    app = IdentityApp()
    first = await app.key_ring.signer()
    app.time.passes(days=30, minutes=-10)  # the next key is published by now, but does not sign
    assert len(await published_ids(app)) == 2
    token = await token_of(app)
    assert jwt.get_unverified_header(token)["kid"] == first.key_id
    for _ in range(9):
        app.time.passes(minutes=1)
        await verifier_of(app).verify(token)
    app.time.passes(minutes=10)
    assert jwt.get_unverified_header(await token_of(app))["kid"] != first.key_id
    with pytest.raises(Unauthenticated):
        await verifier_of(app).verify(token)


async def test_tokens_of_another_algorithm_or_key_are_refused() -> None:
    app = IdentityApp()
    token = await token_of(app)
    claims = jwt.decode(token, options={"verify_signature": False})
    key = await app.key_ring.signer()
    public = json.loads(app.pairs.jwks([key]))["keys"][0]["x"]
    forged = jwt.encode(claims, public + "=" * 40, algorithm="HS256", headers={"kid": key.key_id})
    unsigned = jwt.encode(claims, "", algorithm="none", headers={"kid": key.key_id})
    stranger = IdentityApp(app.time)
    foreign = stranger.pairs.make(app.time.now)
    swapped = jwt.encode(claims, stranger.pairs._open(foreign), algorithm="EdDSA", headers={"kid": key.key_id})
    for bad in (forged, unsigned, swapped, token[:-2]):
        with pytest.raises(Unauthenticated):
            await verifier_of(app).verify(bad)


async def test_another_encryption_key_is_noticed_before_anything_is_signed() -> None:
    one = IdentityApp()
    await one.key_ring.signer()
    with pytest.raises(WrongEncryptionKey):
        await IdentityApp(one.time, one.store, keys=(bytes(32),)).key_ring.signer()


async def test_a_sealed_key_moved_to_another_row_does_not_open() -> None:
    app = IdentityApp()
    key = await app.key_ring.signer()
    with pytest.raises(WrongEncryptionKey):
        app.pairs.check(replace(key, key_id="another"))


async def test_signing_goes_on_while_the_database_is_away() -> None:
    class Store(MemoryStore):
        away = False

        def transaction(self):  # type: ignore[no-untyped-def]  # as the parent
            if self.away:
                raise DatabaseUnavailable
            return super().transaction()

    store = Store()
    app = IdentityApp(store=store)
    store.away = True
    with pytest.raises(DatabaseUnavailable):
        await app.key_ring.signer()
    store.away = False
    key = await app.key_ring.signer()
    store.away = True
    app.time.passes(hours=1)
    assert await app.key_ring.signer() == key
    assert await published_ids(app) == {key.key_id}


async def test_a_camera_holds_two_valid_keys_at_most() -> None:
    app = IdentityApp()
    camera = uuid4()
    first = await app.device_keys.issue(camera, "left wall", OPERATOR_ID)
    second = await app.device_keys.issue(camera, "left wall, new", OPERATOR_ID)
    with pytest.raises(TooManyDeviceKeys):
        await app.device_keys.issue(camera, "a third", OPERATOR_ID)
    for _ in range(2):
        await app.device_keys.revoke(first.key.key_id, OPERATOR_ID)
    await app.device_keys.issue(camera, "a third", OPERATOR_ID)
    with pytest.raises(CredentialRefused):
        await app.device_keys.authenticate(first.key.key_id, first.secret)
    token = await app.device_keys.authenticate(second.key.key_id, second.secret)
    assert token.claims.subject == str(camera)
    assert token.claims.role is Role.CAMERA
    assert token.claims.audience == ("recognition",)


async def test_a_wrong_secret_and_an_unknown_key_are_refused_alike() -> None:
    app = IdentityApp()
    issued = await app.device_keys.issue(uuid4(), "", OPERATOR_ID)
    for key_id, secret in ((issued.key.key_id, "wrong"), (uuid4(), issued.secret)):
        with pytest.raises(CredentialRefused):
            await app.device_keys.authenticate(key_id, secret)
    with pytest.raises(DeviceKeyNotFound):
        await app.device_keys.revoke(uuid4(), OPERATOR_ID)


async def test_the_last_use_of_a_key_is_noted_once_a_minute() -> None:
    app = IdentityApp()
    issued = await app.device_keys.issue(uuid4(), "", OPERATOR_ID)
    start = app.time.now
    seen = []
    for _ in range(3):
        await app.device_keys.authenticate(issued.key.key_id, issued.secret)
        seen.append(app.store.state.device_keys[issued.key.key_id].last_use_time)
        app.time.passes(seconds=40)
    assert [(time - start).total_seconds() for time in seen if time] == [0, 0, 80]
