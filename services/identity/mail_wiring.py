"""Wires what sends mails, and the other ways to log in than with a password that is known."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from services.common.interceptors.authentication import Verify
from services.identity.adapters.letters import TemplateWriter
from services.identity.adapters.oidc import OidcProvider
from services.identity.adapters.oidc_http import OidcHttp
from services.identity.adapters.sealer import secrets_sealer
from services.identity.adapters.smtp import SmtpServer, smtp_address
from services.identity.app.given import Clock, Secrets
from services.identity.app.logins import Logins
from services.identity.app.mail_sender import MailSender
from services.identity.app.oidc import OidcLogins
from services.identity.app.outbox import Mails, Outbox
from services.identity.app.password_check import PasswordHasher
from services.identity.app.resets import MailRequests, PasswordResets
from services.identity.app.slow_down import SlowDown
from services.identity.app.store import Store
from services.identity.config import IdentityConfig
from services.identity.handlers.client import Clients
from services.identity.handlers.mails import MailHandlers
from services.identity.handlers.other_ways import OtherWays

REDIRECT_PATH = "/api/v1/login/oidc/callback"


@dataclass(frozen=True)
class MailSide:
    """What `__main__` serves and runs."""

    ways: OtherWays
    mails: MailHandlers
    sender: MailSender


@asynccontextmanager
async def provider_http() -> AsyncIterator[OidcHttp]:
    """Questions to the OpenID Connect provider, for the block."""
    http = OidcHttp()
    try:
        yield http
    finally:
        await http.close()


def mail_side(
    config: IdentityConfig,
    store: Store,
    outbox: Outbox,
    logins: Logins,
    hasher: PasswordHasher,
    slow_down: SlowDown,
    secrets: Secrets,
    http: OidcHttp,
    verify: Verify,
    clock: Clock,
) -> MailSide:
    """With no mail server and no provider configured it is there all the same, and says so."""
    writer = TemplateWriter()
    requests = MailRequests(store, outbox, secrets, clock, public_url=config.public_url)
    oidc = OidcLogins(
        store,
        logins,
        _provider(config, http, clock),
        secrets_sealer(config.encryption_keys),
        secrets,
        clock,
        domains=config.oidc_domains,
    )
    ways = OtherWays(
        resets=PasswordResets(store, hasher, slow_down, clock),
        oidc=oidc,
        clients=Clients(verify),
        oidc_name=(config.oidc_name or urlsplit(config.oidc_issuer).hostname or "") if config.oidc_issuer else "",
        mail=config.smtp_url is not None,
    )
    mails = Mails(store, outbox, writer, clock, server_configured=config.smtp_url is not None)
    return MailSide(ways, MailHandlers(mails), MailSender(store, outbox, writer, requests, _server(config), clock))


def _server(config: IdentityConfig) -> SmtpServer | None:
    if config.smtp_url is None or config.mail_from is None:
        return None
    trust = ssl.create_default_context(cafile=str(config.smtp_ca)) if config.smtp_ca else None
    return SmtpServer(smtp_address(config.smtp_url.get_secret_value()), config.mail_from, trust=trust)


def _provider(config: IdentityConfig, http: OidcHttp, clock: Clock) -> OidcProvider | None:
    if config.oidc_issuer is None:
        return None
    return OidcProvider(
        http,
        clock,
        issuer=config.oidc_issuer,
        client_id=config.oidc_client_id,
        client_secret=config.oidc_client_secret.get_secret_value(),
        redirect_uri=f"{config.public_url}{REDIRECT_PATH}",
    )
