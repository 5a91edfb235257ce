"""identity's application on a store in memory, at a time that the test sets."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.common.principal import Role
from services.identity.adapters.hasher import Argon2Hasher
from services.identity.adapters.push_keys import PushSealer
from services.identity.adapters.sealer import secrets_sealer
from services.identity.adapters.secrets import KeyedSecrets
from services.identity.adapters.signing import Ed25519Keys
from services.identity.adapters.webauthn import WebAuthn
from services.identity.app.accounts import Accounts
from services.identity.app.activation import Activations, Bootstrap
from services.identity.app.key_ring import KeyRing
from services.identity.app.keys import DeviceKeys
from services.identity.app.kiosks import Kiosks
from services.identity.app.logins import Logins
from services.identity.app.minting import Minter
from services.identity.app.outbox import Outbox
from services.identity.app.password_change import PasswordChange
from services.identity.app.password_check import PasswordCheck
from services.identity.app.people import People
from services.identity.app.proofs import Proofs
from services.identity.app.push import Push
from services.identity.app.resets import MailRequests, PasswordResets
from services.identity.app.second_factor import SecondFactor
from services.identity.app.sessions import Session, Sessions
from services.identity.app.slow_down import SlowDown
from services.identity.app.watch import PeopleWatch
from services.identity.domain.login import LoginLimits
from services.identity.domain.person import Person, person_details
from tests.fakes.identity_store import MemoryStore

KEY = bytes(range(32))
PASSWORD = "a teapot sings at noon"
BOOTSTRAP_SECRET = "the operator's own secret"
OPERATOR_ID = UUID(int=1)


@dataclass
class Time:
    """A clock that stands still until the test moves it."""

    now: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class IdentityApp:
    """Wired as `__main__` wires it; `passes` are argon2's, as low as they go."""

    time: Time = field(default_factory=Time)
    store: MemoryStore = field(default_factory=MemoryStore)
    passes: int = 1
    keys: tuple[bytes, ...] = (KEY,)  # newest first
    limits: LoginLimits = field(default_factory=LoginLimits)
    second_factor_required: bool = False

    def __post_init__(self) -> None:
        self.hasher = Argon2Hasher(memory_kib=8, passes=self.passes, lanes=1)
        self.secrets = KeyedSecrets(self.keys)
        self.pairs = Ed25519Keys(self.keys)
        self.key_ring = KeyRing(self.store, self.pairs, self.time)
        minter = Minter(self.key_ring, self.pairs, self.time, uuid4, timedelta(minutes=10))
        slow_down = SlowDown(self.store, self.time)
        authenticators = WebAuthn("https://presence.example.edu/")
        self.second_factor = SecondFactor(
            self.store, authenticators, self.secrets, self.time, uuid4, required=self.second_factor_required
        )
        self.sessions = Sessions(self.store, minter, self.second_factor, self.secrets, self.time, uuid4, self.limits)
        check = PasswordCheck(self.store, self.hasher, slow_down)
        self.logins = Logins(self.store, check, slow_down, self.second_factor, self.sessions)
        self.password_change = PasswordChange(self.store, check, self.hasher, self.sessions, self.time)
        self.proofs = Proofs(self.store, check, self.time)
        self.accounts = Accounts(self.store, self.proofs, self.time)
        self.outbox = Outbox(secrets_sealer(self.keys), self.time, uuid4)
        self.activations = Activations(
            self.store,
            self.logins,
            self.hasher,
            self.secrets,
            self.time,
            self.outbox,
            public_url="https://presence.example.edu/",
        )
        self.resets = PasswordResets(self.store, self.hasher, slow_down, self.time)
        self.mail_requests = MailRequests(
            self.store, self.outbox, self.secrets, self.time, public_url="https://presence.example.edu/"
        )
        self.bootstrap = Bootstrap(self.store, self.activations, self.time, uuid4, secret=BOOTSTRAP_SECRET)
        self.push_sealer = PushSealer(self.keys, self.time)
        self.push = Push(self.store, self.push_sealer, self.push_sealer, self.time, uuid4)
        self.people = People(self.store, self.activations, self.time, uuid4)
        self.device_keys = DeviceKeys(self.store, minter, self.secrets, self.time, uuid4)
        self.kiosks = Kiosks(self.store, minter, self.secrets, slow_down, self.time, uuid4)
        self.watch = PeopleWatch(self.store, self.store)

    async def invited(self, email: str = "ada@example.edu", role: Role = Role.STUDENT) -> tuple[Person, str]:
        """A person and the token of their activation link."""
        details = person_details("Ada Byron", email, "", role)
        created = await self.people.create(details, uuid4(), OPERATOR_ID)
        assert created.link is not None
        return created.person, created.link.url.partition("#")[2]

    async def activated(self, email: str = "ada@example.edu", role: Role = Role.STUDENT) -> Person:
        """A person who has set PASSWORD."""
        person, token = await self.invited(email, role)
        await self.activations.activate(token, PASSWORD)
        return await self.people.get(person.person_id)

    async def logged_in(self, email: str = "ada@example.edu", password: str = PASSWORD) -> Session:
        """Somebody of whom no second factor is asked."""
        session = await self.logins.with_password(email, password)
        assert isinstance(session, Session)
        return session
