"""Logging in with another provider: two addresses that a browser is sent to."""

from pydantic import ConfigDict, Field

from gateway.models.base import RequestModel


class OidcStartQuery(RequestModel):
    """Where the browser goes afterwards: a path of the web client."""

    next: str = Field(default="/", max_length=1024)


class OidcCallbackQuery(RequestModel):
    """What the provider sends the browser back with; it may send more than we asked for."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    state: str = Field(default="", max_length=1024)
    code: str = Field(default="", max_length=4096)
    error: str = Field(default="", max_length=256, description="Why there is no code, such as access_denied.")
