"""Wires what pushes notices to browsers."""

from dataclasses import dataclass
from uuid import uuid4

from services.identity.adapters.letters import TemplateWriter
from services.identity.adapters.push_keys import PushSealer, private_key_of
from services.identity.adapters.web_push import WebPush
from services.identity.app.given import Clock
from services.identity.app.push import Push
from services.identity.app.push_sender import PushSender
from services.identity.app.store import Store
from services.identity.config import IdentityConfig
from services.identity.handlers.push import PushHandlers


@dataclass(frozen=True)
class PushSide:
    """What `__main__` serves and runs."""

    push: Push
    handlers: PushHandlers
    sender: PushSender
    service: WebPush  # to be closed


def push_side(config: IdentityConfig, store: Store, clock: Clock) -> PushSide:
    """With a key of the configuration, or the database's own."""
    sealer = PushSealer(config.encryption_keys, clock)
    configured = config.push_key.get_secret_value() if config.push_key else ""
    push = Push(
        store,
        sealer,
        sealer,
        clock,
        uuid4,
        configured_key=sealer.sealed(private_key_of(configured)) if configured else None,
        allowed_origins=config.push_allowed_origins,
    )
    service = WebPush(sealer, clock, contact=config.public_url, allowed_origins=config.push_allowed_origins)
    sender = PushSender(store, push, sealer, TemplateWriter(), service, clock)
    return PushSide(push, PushHandlers(push), sender, service)
