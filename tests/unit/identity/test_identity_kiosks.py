"""A tablet becomes a kiosk by a code, goes on by a token that is replaced daily, and ends with its key."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.common.principal import Role
from services.identity.app.sessions import Session
from services.identity.app.upkeep import drop_what_is_over
from services.identity.domain.attempts import KIOSK_ADDRESS
from services.identity.domain.audit import Action
from services.identity.domain.device_key import DeviceKind
from services.identity.domain.errors import TooManyDeviceKeys
from services.identity.domain.kiosk import (
    PAIRING_LIFETIME,
    REPEAT_WITHIN,
    REPLACED_EVERY,
    REPLACED_KEPT_FOR,
    plain_code,
)
from services.identity.domain.kiosk_errors import KioskCodeWrong, KioskEnded
from services.identity.domain.login_errors import CredentialRefused, TooManyAttempts
from tests.fakes.identity_app import OPERATOR_ID, IdentityApp

ADDRESS = "192.0.2.7"


async def paired(app: IdentityApp, camera_id: UUID | None = None) -> Session:
    offered = await app.kiosks.offer(camera_id or uuid4(), "door", OPERATOR_ID)
    return await app.kiosks.pair(offered.code, ADDRESS)


def key_of(session: Session) -> UUID:
    return UUID(session.access.claims.login_id)


def revoked(app: IdentityApp) -> list[UUID]:
    return [one.login_id for one in app.store.state.revocations]


async def test_a_code_makes_one_tablet_the_kiosk_of_its_camera() -> None:
    app, camera_id = IdentityApp(), uuid4()
    offered = await app.kiosks.offer(camera_id, " the  door ", OPERATOR_ID)
    assert offered.expire_time == app.time.now + PAIRING_LIFETIME
    assert not any(plain_code(offered.code).encode() in one.digest for one in app.store.state.kiosk_pairings.values())
    session = await app.kiosks.pair(f" {offered.code.lower().replace('-', ' ')} ", ADDRESS)
    claims = session.access.claims
    assert (claims.subject, claims.role, claims.audience) == (str(camera_id), Role.KIOSK, ("recognition", "attendance"))
    key = app.store.state.device_keys[key_of(session)]
    assert (key.camera_id, key.label, key.kind) == (camera_id, "the door", DeviceKind.KIOSK)
    with pytest.raises(KioskCodeWrong):
        await app.kiosks.pair(offered.code, ADDRESS)
    issued = [one for one in app.store.state.audit if one.action is Action.DEVICE_KEY_ISSUED]
    assert [(one.actor, one.subject) for one in issued] == [(str(OPERATOR_ID), str(key.key_id))]


async def test_a_code_is_over_after_ten_minutes_and_when_a_newer_one_is_given() -> None:
    app, camera_id = IdentityApp(), uuid4()
    old = await app.kiosks.offer(camera_id, "", OPERATOR_ID)
    new = await app.kiosks.offer(camera_id, "", OPERATOR_ID)
    with pytest.raises(KioskCodeWrong):
        await app.kiosks.pair(old.code, ADDRESS)
    app.time.passes(minutes=10)
    with pytest.raises(KioskCodeWrong):
        await app.kiosks.pair(new.code, ADDRESS)
    await drop_what_is_over(app.store, app.time)
    assert not app.store.state.kiosk_pairings


async def test_whoever_tries_codes_has_to_wait() -> None:
    app = IdentityApp()
    offered = await app.kiosks.offer(uuid4(), "", OPERATOR_ID)
    for _ in range(KIOSK_ADDRESS.free):
        with pytest.raises(KioskCodeWrong):
            await app.kiosks.pair("AAAA-BBBB-CCCC", ADDRESS)
    with pytest.raises(TooManyAttempts):
        await app.kiosks.pair(offered.code, ADDRESS)
    await app.kiosks.pair(offered.code, "192.0.2.8")


async def test_a_kiosks_key_is_one_of_the_cameras_two_and_makes_no_camera() -> None:
    app, camera_id = IdentityApp(), uuid4()
    session = await paired(app, camera_id)
    offered = await app.kiosks.offer(camera_id, "", OPERATOR_ID)
    await app.device_keys.issue(camera_id, "a camera", OPERATOR_ID)
    with pytest.raises(TooManyDeviceKeys):
        await app.kiosks.offer(camera_id, "", OPERATOR_ID)
    with pytest.raises(TooManyDeviceKeys):
        await app.kiosks.pair(offered.code, ADDRESS)
    await app.device_keys.revoke(key_of(session), OPERATOR_ID)
    await app.kiosks.pair(offered.code, ADDRESS)  # the code was not used up by the refusal
    with pytest.raises(CredentialRefused):
        await app.device_keys.authenticate(key_of(session), session.refresh_token)


async def test_the_token_stays_for_a_day_and_is_then_replaced() -> None:
    app = IdentityApp()
    session = await paired(app)
    for _ in range(3):
        app.time.passes(hours=7)
        assert (await app.kiosks.refresh(session.refresh_token)).refresh_token == session.refresh_token
    app.time.passes(hours=7)
    second = await app.kiosks.refresh(session.refresh_token)
    assert second.refresh_token != session.refresh_token
    assert key_of(second) == key_of(session)
    assert app.store.state.device_keys[key_of(session)].last_use_time == app.time.now


async def test_a_lost_answer_is_given_again_and_a_copied_token_revokes_the_key() -> None:
    app = IdentityApp()
    session = await paired(app)
    app.time.now += REPLACED_EVERY
    second = await app.kiosks.refresh(session.refresh_token)
    app.time.now += REPEAT_WITHIN
    assert (await app.kiosks.refresh(session.refresh_token)).refresh_token == second.refresh_token
    app.time.passes(seconds=1)
    with pytest.raises(KioskEnded):
        await app.kiosks.refresh(session.refresh_token)
    assert revoked(app) == [key_of(session)]
    with pytest.raises(KioskEnded):
        await app.kiosks.refresh(second.refresh_token)


async def test_a_replaced_token_whose_successor_is_in_use_is_a_copy() -> None:
    app = IdentityApp()
    session = await paired(app)
    app.time.now += REPLACED_EVERY
    second = await app.kiosks.refresh(session.refresh_token)
    app.time.now += REPLACED_EVERY
    await app.kiosks.refresh(second.refresh_token)
    with pytest.raises(KioskEnded):
        await app.kiosks.refresh(session.refresh_token)
    assert revoked(app) == [key_of(session)]


async def test_an_administrator_ends_a_kiosk_with_its_key_and_the_tablet_ends_itself() -> None:
    app = IdentityApp()
    first, second = await paired(app), await paired(app)
    await app.device_keys.revoke(key_of(first), OPERATOR_ID)
    for _ in range(2):
        await app.kiosks.end(second.refresh_token)
    await app.kiosks.end("made up")
    assert revoked(app) == [key_of(first), key_of(second)]
    for token in (first.refresh_token, second.refresh_token, "made up"):
        with pytest.raises(KioskEnded):
            await app.kiosks.refresh(token)


async def test_replaced_tokens_are_forgotten_and_the_one_in_use_is_not() -> None:
    app = IdentityApp()
    session = await paired(app)
    app.time.now += REPLACED_EVERY
    second = await app.kiosks.refresh(session.refresh_token)
    app.time.now += REPLACED_KEPT_FOR + timedelta(seconds=1)
    await drop_what_is_over(app.store, app.time)
    assert len(app.store.state.kiosk_tokens) == 1
    with pytest.raises(KioskEnded):
        await app.kiosks.refresh(session.refresh_token)
    assert revoked(app) == []
    await app.kiosks.refresh(second.refresh_token)
