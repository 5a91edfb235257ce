"""The installation's encryption key is replaced: nobody is logged out, no mail is lost, the old key can go."""

import base64
import secrets

import pytest

from services.common.encryption_keys import parse_keys
from services.identity.adapters.signing import WrongEncryptionKey
from services.identity.app.resealing import AT_ONCE, seal_anew
from services.identity.app.store import PeopleFilter
from services.identity.domain.login_errors import LoginEnded
from services.identity.domain.push import PushTarget
from tests.fakes.identity_app import KEY, IdentityApp

NEW = bytes(reversed(range(32)))


def with_keys(app: IdentityApp, *keys: bytes) -> IdentityApp:
    """A replica on the same database."""
    return IdentityApp(app.time, app.store, keys=keys)


def links(app: IdentityApp) -> list[str]:
    return [app.outbox.opened(mail).link for mail in app.store.state.mails.values()]


async def test_what_the_old_key_sealed_is_sealed_anew_and_then_the_old_key_can_go() -> None:
    app = IdentityApp()
    signer = await app.key_ring.signer()
    for number in range(AT_ONCE + 1):
        await app.invited(f"ada{number}@example.edu")
    before = links(app)
    ada = await app.people.list(PeopleFilter(), None, 1)
    target = PushTarget("https://push.example.org/1", (await app.push.key()).public_key, bytes(16))
    browser = await app.push.subscribe(ada.people[0].person_id, target, "Firefox")
    both = with_keys(app, NEW, KEY)
    assert (await both.key_ring.signer()).key_id == signer.key_id
    assert links(both) == before
    assert await seal_anew(app.store, both.pairs, both.outbox, both.push) == AT_ONCE + 4
    assert await seal_anew(app.store, both.pairs, both.outbox, both.push) == 0
    alone = with_keys(app, NEW)
    assert (await alone.key_ring.signer()).key_id == signer.key_id
    assert links(alone) == before
    kept = app.store.state.push_subscriptions[browser.subscription_id]
    assert alone.push_sealer.open(kept.sealed_target, browser.subscription_id) == target
    assert alone.push_sealer.private(await alone.push.key()) is not None
    with pytest.raises(WrongEncryptionKey):
        await with_keys(app, KEY).key_ring.signer()


async def test_replicas_that_do_not_seal_with_the_new_key_yet_open_what_it_sealed() -> None:
    app = with_keys(IdentityApp(), NEW, KEY)
    signer = await app.key_ring.signer()
    await app.invited()
    behind = with_keys(app, KEY, NEW)
    assert (await behind.key_ring.signer()).key_id == signer.key_id
    assert links(behind) == links(app)


async def test_logins_go_on_over_a_change_of_keys_and_answers_that_were_lost_are_repeated() -> None:
    app = IdentityApp()
    await app.activated()
    session = await app.logged_in()
    second = await app.sessions.refresh(session.refresh_token)
    both = with_keys(app, NEW, KEY)
    assert (await both.sessions.refresh(session.refresh_token)).refresh_token == second.refresh_token
    third = await both.sessions.refresh(second.refresh_token)
    await seal_anew(app.store, both.pairs, both.outbox, both.push)
    alone = with_keys(app, NEW)
    assert (await alone.sessions.refresh(second.refresh_token)).refresh_token == third.refresh_token
    app.time.passes(minutes=1)
    with pytest.raises(LoginEnded):  # a thief is still found out
        await alone.sessions.refresh(second.refresh_token)


def test_keys_are_written_one_after_the_other_newest_first() -> None:
    keys = tuple(secrets.token_bytes(32) for _ in range(2))
    assert parse_keys(" , ".join(base64.b64encode(key).decode() for key in keys)) == keys


SHORT, GOOD = base64.b64encode(bytes(31)).decode(), base64.b64encode(KEY).decode()


@pytest.mark.parametrize("text", ["", "short", SHORT, f",{GOOD}", f"{GOOD},{SHORT}"])
def test_a_key_that_is_none_is_refused_in_words_without_it(text: str) -> None:
    with pytest.raises(ValueError, match="openssl rand -base64 32") as refused:
        parse_keys(text)
    assert text == "" or text not in str(refused.value)
