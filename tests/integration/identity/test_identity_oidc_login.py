"""Logging in with a strict OpenID Connect provider that runs as a process of its own (npm oidc-provider)."""

from collections.abc import AsyncIterator, Callable
from urllib.parse import parse_qs, urljoin, urlsplit

import aiohttp
import grpc
import pytest
import pytest_asyncio
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1 import identity_service_pb2_grpc

from services.common.auth import utc_now
from services.common.status import reason_of
from services.identity.adapters.oidc import OidcProvider
from services.identity.adapters.oidc_http import OidcHttp
from services.identity.domain.login_errors import OidcAnswerRefused
from tests.fakes.identity_server import RunningIdentity, running_identity
from tests.fakes.strict_provider import SECRET, is_installed, strict_provider

REDIRECT = "https://presence.example.edu/api/v1/login/oidc/callback"
PEOPLE = {
    "ada": {"email": "oidc.ada@example.edu", "email_verified": True},
    "eve": {"email": "nobody.invited@example.edu", "email_verified": True},
    "bob": {"email": "oidc.bob@example.edu", "email_verified": False},
}

pytestmark = pytest.mark.skipif(
    not is_installed(), reason="the provider is not installed: run `npm ci` in tests/providers"
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def issuer() -> AsyncIterator[str]:
    async with strict_provider(PEOPLE, REDIRECT) as issuer:
        yield issuer


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def identity(issuer: str, create_database: Callable[..., str]) -> AsyncIterator[RunningIdentity]:
    settings = {
        "oidc_issuer": issuer,
        "oidc_client_id": "presence",
        "oidc_client_secret": SECRET,
        "oidc_name": "College",
        "oidc_domains": "example.edu",
    }
    async with running_identity(create_database(), settings=settings) as running:
        yield running


async def come_back(authorization_url: str, person: str) -> dict[str, str]:
    """What the provider sends the person's browser back with."""
    url = f"{authorization_url}&login_hint={person}"
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        for _ in range(10):
            async with browser.get(url, allow_redirects=False) as answer:
                assert answer.status in (302, 303), await answer.text()
                url = urljoin(url, answer.headers["Location"])
            if url.startswith(REDIRECT):
                return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    raise AssertionError("the provider never sent the browser back")


async def logged_in(identity: RunningIdentity, person: str, next_path: str = "/") -> pb.CompleteOidcLoginResponse:
    async with identity.channel() as channel:
        stub = identity_service_pb2_grpc.IdentityServiceStub(channel)
        started = await stub.StartOidcLogin(pb.StartOidcLoginRequest(next_path=next_path))
        back = await come_back(started.authorization_url, person)
        return await stub.CompleteOidcLogin(
            pb.CompleteOidcLoginRequest(login_state=started.login_state, state=back["state"], code=back["code"])
        )


async def test_the_log_in_page_is_told_the_providers_name(identity: RunningIdentity) -> None:
    async with identity.channel() as channel:
        options = await identity_service_pb2_grpc.IdentityServiceStub(channel).GetLoginOptions(
            pb.GetLoginOptionsRequest()
        )
    assert (options.oidc_name, options.mail) == ("College", False)


async def test_an_invited_person_logs_in_with_the_provider_and_again(identity: RunningIdentity) -> None:
    ada = await identity.add_person(email="oidc.ada@example.edu")
    first = await logged_in(identity, "ada", "/calendar")
    assert (first.token.subject, first.next_path) == (ada.person_id, "/calendar")
    assert (await logged_in(identity, "ada")).token.subject == ada.person_id


@pytest.mark.parametrize(("person", "reason"), [("eve", "OIDC_EMAIL_NOT_INVITED"), ("bob", "OIDC_EMAIL_NOT_VERIFIED")])
async def test_who_is_not_invited_or_not_verified_is_told_which(
    identity: RunningIdentity, person: str, reason: str
) -> None:
    if person == "bob":
        await identity.add_person(email="oidc.bob@example.edu")
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await logged_in(identity, person)
    assert refused.value.code() is grpc.StatusCode.UNAUTHENTICATED
    assert reason_of(refused.value) == reason


async def test_a_code_is_taken_once(identity: RunningIdentity) -> None:
    await identity.add_person(email="oidc.once@example.edu")
    async with identity.channel() as channel:
        stub = identity_service_pb2_grpc.IdentityServiceStub(channel)
        started = await stub.StartOidcLogin(pb.StartOidcLoginRequest())
        back = await come_back(started.authorization_url, "eve")
        request = pb.CompleteOidcLoginRequest(login_state=started.login_state, state=back["state"], code=back["code"])
        reasons = []
        for _ in range(2):
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await stub.CompleteOidcLogin(request)
            reasons.append(reason_of(refused.value))
    assert reasons == ["OIDC_EMAIL_NOT_INVITED", "OIDC_ANSWER_REFUSED"]


@pytest.mark.parametrize("secret", [SECRET, "another secret"])
async def test_the_provider_refuses_a_wrong_verifier_or_a_wrong_secret(issuer: str, secret: str) -> None:
    http = OidcHttp()
    client = OidcProvider(
        http, utc_now, issuer=issuer, client_id="presence", client_secret=secret, redirect_uri=REDIRECT
    )
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636, appendix B
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    back = await come_back(await client.authorization_url("state", "nonce", challenge), "ada")
    with pytest.raises(OidcAnswerRefused):
        await client.prove(back["code"], verifier if secret != SECRET else "x" * 43, "nonce")
    again = await come_back(await client.authorization_url("state", "nonce", challenge), "ada")
    if secret == SECRET:  # and takes the right one
        assert (await client.prove(again["code"], verifier, "nonce")).subject == "ada"
    await http.close()
