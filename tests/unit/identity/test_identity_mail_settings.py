"""Settings of mail and of the provider, as operators write them."""

import base64

import pytest
from pydantic import ValidationError

from services.identity.config import IdentityConfig

NEEDED = {
    "LISTEN": "127.0.0.1:0",
    "DATABASE_URL": "postgresql://nobody@localhost/nothing",
    "PUBLIC_URL": "https://presence.example.edu/",
    "ENCRYPTION_KEY": base64.b64encode(bytes(32)).decode(),
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> "Read":
    return Read(monkeypatch)


class Read:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, **settings: str) -> IdentityConfig:
        for name, value in {**NEEDED, **settings}.items():
            self._monkeypatch.setenv(f"PRESENCE_IDENTITY_{name}", value)
        return IdentityConfig()  # type: ignore[call-arg]  # the environment has them


def test_none_of_it_is_needed(read: Read) -> None:
    config = read()
    assert (config.smtp_url, config.mail_from, config.oidc_issuer, config.oidc_domains) == (
        None,
        None,
        None,
        frozenset(),
    )


def test_domains_are_written_with_commas(read: Read) -> None:
    config = read(
        OIDC_ISSUER="https://accounts.google.com",
        OIDC_CLIENT_ID="presence",
        OIDC_DOMAINS="Example.edu, @college.edu.np,",
    )
    assert config.oidc_domains == {"example.edu", "college.edu.np"}


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"SMTP_URL": "smtps://mail.example.edu"}, "mail_from"),
        ({"SMTP_URL": "smtp://mail.example.edu", "MAIL_FROM": "presence@example.edu"}, "smtp_url"),
        ({"SMTP_URL": "smtps://mail.example.edu", "MAIL_FROM": "Presence"}, "mail_from"),
        ({"OIDC_ISSUER": "http://accounts.example.edu", "OIDC_CLIENT_ID": "presence"}, "oidc_issuer"),
        ({"OIDC_ISSUER": "https://accounts.example.edu"}, "oidc_client_id"),
    ],
)
def test_a_setting_that_is_missing_or_unsafe_is_named(read: Read, settings: dict[str, str], name: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        read(**settings)
    assert [problem["loc"] for problem in wrong.value.errors()] == [(name,)]


def test_a_password_of_the_mail_server_is_not_shown(read: Read) -> None:
    config = read(SMTP_URL="smtps://user:hidden@mail.example.edu", MAIL_FROM="presence@example.edu")
    assert "hidden" not in repr(config)
