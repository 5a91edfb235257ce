"""ID tokens of a provider whose keys have no id: what is taken, and everything that is refused."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
import pytest
import pytest_asyncio

from services.common.auth import utc_now
from services.common.principal import Role
from services.identity.adapters.oidc import OidcProvider
from services.identity.adapters.oidc_http import OidcHttp
from services.identity.adapters.sealer import secrets_sealer
from services.identity.app.oidc import OidcLogins
from services.identity.app.sessions import Session
from services.identity.domain.login import Client
from services.identity.domain.login_errors import (
    ActivationNotFound,
    CredentialRefused,
    LoginEnded,
    OidcAccountMismatch,
    OidcAnswerRefused,
    OidcEmailNotInvited,
    OidcEmailNotVerified,
    OidcNotConfigured,
    OidcUnavailable,
)
from tests.fakes.identity_app import KEY, OPERATOR_ID, PASSWORD, IdentityApp, Time
from tests.fakes.oidc_provider import Claims, SmallProvider, Spoil, small_provider

REDIRECT = "https://presence.example.edu/api/v1/login/oidc/callback"


@dataclass
class Setting:
    app: IdentityApp
    provider: SmallProvider
    oidc: OidcLogins

    async def log_in(self, next_path: str = "/", *, over: str = "") -> tuple[Session, str]:
        url, login_state = await self.oidc.start(next_path, over)
        query = parse_qs(urlsplit(url).query)
        self.provider.nonce = query["nonce"][0]
        session, path = await self.oidc.complete(login_state, query["state"][0], "code", Client("192.0.2.1"))
        assert isinstance(session, Session)
        return session, path


@pytest_asyncio.fixture(loop_scope="session")
async def setting() -> AsyncIterator[Setting]:
    async with small_provider() as provider:
        app = IdentityApp(Time(utc_now()))
        http = OidcHttp(timeout_seconds=60)
        client = OidcProvider(
            http,
            app.time,
            issuer=provider.issuer,
            client_id="presence",
            client_secret="secret",
            redirect_uri=REDIRECT,
        )
        oidc = OidcLogins(
            app.store,
            app.logins,
            client,
            secrets_sealer((KEY,)),
            app.secrets,
            app.time,
            domains=frozenset({"example.edu"}),
        )
        yield Setting(app, provider, oidc)
        await http.close()


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
async def test_a_token_without_a_key_id_is_checked_with_the_keys_of_its_kind(setting: Setting, algorithm: str) -> None:
    ada = await setting.app.activated()
    setting.provider.algorithm = algorithm
    session, path = await setting.log_in("/courses?term=2")
    assert session.access.claims.subject == str(ada.person_id)
    assert path == "/courses?term=2"


async def test_logging_in_over_a_login_ends_that_one_and_no_other(setting: Setting) -> None:
    await setting.app.activated()
    earlier, other = await setting.app.logged_in(), await setting.app.logged_in()
    used = await setting.app.sessions.refresh(earlier.refresh_token)
    session, _ = await setting.log_in(over=earlier.refresh_token)
    with pytest.raises(LoginEnded):
        await setting.app.sessions.refresh(used.refresh_token)
    await setting.app.sessions.refresh(other.refresh_token)
    await setting.app.sessions.refresh(session.refresh_token)


async def test_an_invited_person_is_activated_and_their_link_is_void(setting: Setting) -> None:
    ada, token = await setting.app.invited()
    session, _ = await setting.log_in()
    assert session.access.claims.subject == str(ada.person_id)
    assert (await setting.app.people.get(ada.person_id)).activated
    with pytest.raises(ActivationNotFound):
        await setting.app.activations.activate(token, PASSWORD)
    with pytest.raises(CredentialRefused):
        await setting.app.logins.with_password("ada@example.edu", "")


async def test_nobody_who_was_not_invited_gets_an_account(setting: Setting) -> None:
    with pytest.raises(OidcEmailNotInvited):
        await setting.log_in()
    assert setting.app.store.state.people == {}


async def test_who_is_shut_out_stays_out(setting: Setting) -> None:
    ada = await setting.app.activated()
    await setting.app.people.set_active(ada.person_id, False, OPERATOR_ID)
    with pytest.raises(OidcEmailNotInvited):
        await setting.log_in()


async def test_an_address_of_another_domain_is_refused_even_if_invited(setting: Setting) -> None:
    await setting.app.activated("ada@example.com")
    setting.provider.claims["email"] = "ada@example.com"
    with pytest.raises(OidcEmailNotInvited):
        await setting.log_in()


async def test_an_address_that_the_provider_has_not_verified_is_refused(setting: Setting) -> None:
    await setting.app.activated()
    for unverified in (False, None, "false", 1):
        setting.provider.claims["email_verified"] = unverified
        with pytest.raises(OidcEmailNotVerified):
            await setting.log_in()


async def test_an_address_that_somebody_else_got_at_the_provider_does_not_open_the_account(setting: Setting) -> None:
    ada = await setting.app.activated(role=Role.TEACHER)
    await setting.log_in()
    setting.provider.claims["sub"] = "2"
    with pytest.raises(OidcAccountMismatch):
        await setting.log_in()
    setting.provider.claims.update({"sub": "1", "email": "renamed@example.edu"})
    session, _ = await setting.log_in()
    assert session.access.claims.subject == str(ada.person_id)


def _without(name: str) -> Spoil:
    def spoil(claims: Claims) -> None:
        del claims[name]

    return spoil


def _with(**changes: object) -> Spoil:
    return lambda claims: claims.update(changes)


@pytest.mark.parametrize(
    "spoil",
    [
        _with(iss="https://other.example"),
        _with(aud="another-client"),
        _with(aud=["presence", "other"]),
        _with(aud=["presence", "other"], azp="other"),
        _with(azp="other"),
        _with(nonce="another log-in's"),
        _with(exp=int(time.time()) - 3600),
        _with(iat=int(time.time()) - 3600),
        _with(iat=int(time.time()) + 3600),
        _without("nonce"),
        _without("exp"),
        _without("iat"),
        _without("sub"),
        _without("aud"),
    ],
)
async def test_a_claim_that_is_wrong_or_missing_is_refused(setting: Setting, spoil: Spoil) -> None:
    await setting.app.activated()
    await setting.log_in()  # as it should be
    setting.provider.spoil = spoil
    with pytest.raises(OidcAnswerRefused):
        await setting.log_in()


async def test_unsigned_tokens_and_those_signed_with_a_public_key_are_refused(setting: Setting) -> None:
    await setting.app.activated()

    def unsigned(claims: Claims) -> str:
        return jwt.encode(claims, None, algorithm="none")  # type: ignore[arg-type]  # "none" has no key

    def with_the_public_key(claims: Claims) -> str:
        parts = [
            base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in ({"alg": "HS256"}, claims)
        ]
        mac = hmac.digest(setting.provider.public_pem(), b".".join(parts), hashlib.sha256)
        return b".".join([*parts, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()

    def with_the_client_secret(claims: Claims) -> str:
        return jwt.encode(claims, "secret" * 8, algorithm="HS256")

    another = SmallProvider().rsa  # made before anybody waits for its answer

    def with_a_key_of_its_own(claims: Claims) -> str:
        return jwt.encode(claims, another, algorithm="RS256")

    def with_a_key_id_nobody_published(claims: Claims) -> str:
        return jwt.encode(claims, setting.provider.rsa, algorithm="RS256", headers={"kid": "made up"})

    def no_token(claims: Claims) -> str:
        return "no token"

    for sign in (
        unsigned,
        with_the_public_key,
        with_the_client_secret,
        with_a_key_of_its_own,
        with_a_key_id_nobody_published,
        no_token,
    ):
        setting.provider.sign = sign
        with pytest.raises(OidcAnswerRefused):
            await setting.log_in()


async def test_an_algorithm_that_the_provider_does_not_announce_is_refused(setting: Setting) -> None:
    await setting.app.activated()
    setting.provider.announced = ["RS256"]
    setting.provider.algorithm = "ES256"
    with pytest.raises(OidcAnswerRefused):
        await setting.log_in()


async def test_a_key_changed_at_the_provider_is_found_after_half_a_minute(setting: Setting) -> None:
    await setting.app.activated()
    await setting.log_in()
    setting.provider.rsa = SmallProvider().rsa
    with pytest.raises(OidcAnswerRefused):
        await setting.log_in()
    setting.app.time.passes(seconds=31)
    await setting.log_in()


async def test_the_state_is_of_this_browser_and_of_the_last_ten_minutes(setting: Setting) -> None:
    await setting.app.activated()
    url, login_state = await setting.oidc.start("/")
    state = parse_qs(urlsplit(url).query)["state"][0]
    _, other = await setting.oidc.start("/")
    for forged, sent in (
        (other, state),
        (login_state, "another"),
        ("", state),
        ("?", state),
        (login_state[:-8], state),
    ):
        with pytest.raises(OidcAnswerRefused):
            await setting.oidc.complete(forged, sent, "code", Client())
    setting.app.time.passes(minutes=10)
    with pytest.raises(OidcAnswerRefused):
        await setting.oidc.complete(login_state, state, "code", Client())


@pytest.mark.parametrize("path", ["https://evil.example", "//evil.example", "/\\evil.example", "", "/\nx", "/" * 600])
async def test_nobody_is_sent_to_another_site_afterwards(setting: Setting, path: str) -> None:
    await setting.app.activated()
    assert (await setting.log_in(path))[1] == "/"


async def test_a_provider_that_answers_too_much_moves_or_is_gone_is_unavailable(setting: Setting) -> None:
    await setting.app.activated()
    setting.provider.jwks_padding = 300_000
    with pytest.raises(OidcUnavailable):
        await setting.log_in()
    setting.provider.jwks_padding, setting.provider.moved = 0, True
    with pytest.raises(OidcUnavailable):
        await setting.log_in()
    setting.provider.moved = False
    await setting.log_in()


async def test_without_a_provider_the_caller_is_told_so(setting: Setting) -> None:
    app = setting.app
    oidc = OidcLogins(app.store, app.logins, None, secrets_sealer((KEY,)), app.secrets, app.time, domains=frozenset())
    with pytest.raises(OidcNotConfigured):
        await oidc.start("/")
    with pytest.raises(OidcNotConfigured):
        await oidc.complete(str(uuid4()), "state", "code", Client())
