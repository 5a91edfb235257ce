"""Activation mails to many new people at once."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from services.identity.app.given import Clock, Secrets, digest
from services.identity.app.guardian_consent import Letters
from services.identity.app.store import Transaction
from services.identity.domain.activation import ACTIVATION_LIFETIME, Activation
from services.identity.domain.mail import Letter, MailKind
from services.identity.domain.people_csv import NewPerson

AT_ONCE = 1_000  # letters in memory


class Invited(Protocol):
    """New people of one transaction."""

    @property
    def tx(self) -> Transaction:
        """The transaction that made them."""

    async def created(self, after_line: int, size: int) -> Sequence[NewPerson]:
        """In the order of the file."""

    async def keep(self, activations: Sequence[Activation]) -> None:
        """Of people who have none yet."""


class Invitations:
    """Nobody reads these links but their receivers."""

    def __init__(self, letters: Letters, secrets: Secrets, clock: Clock, *, public_url: str) -> None:
        self._letters = letters
        self._secrets = secrets
        self._clock = clock
        self._public_url = public_url.rstrip("/")

    async def send(self, invited: Invited) -> None:
        """A link and a mail to each, which leave if the transaction commits."""
        expire_time = self._clock() + ACTIVATION_LIFETIME
        line = 0
        while people := await invited.created(line, AT_ONCE):
            tokens = {person.person_id: self._secrets.new() for person in people}
            await invited.keep([Activation(id_, digest(token), expire_time) for id_, token in tokens.items()])
            letters = [
                Letter(
                    MailKind.ACTIVATION,
                    person.email,
                    person.display_name,
                    person.language,
                    person.person_id,
                    self._link(tokens, person.person_id),
                    expire_time,
                )
                for person in people
            ]
            await self._letters.add(invited.tx, *letters)
            line = people[-1].line

    def _link(self, tokens: dict[UUID, str], person_id: UUID) -> str:
        return f"{self._public_url}/activate#{tokens[person_id]}"
