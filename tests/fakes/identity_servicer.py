"""identity without a database or hashing: logins, rotation with reuse detection, people. For tests of its callers."""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
from presence.identity.v1 import device_service_pb2_grpc as device_rpc
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1 import identity_service_pb2_grpc as rpc
from presence.identity.v1 import people_service_pb2 as people
from presence.identity.v1 import people_service_pb2_grpc as people_rpc

from services.common.errors import DomainError, Unauthenticated
from services.common.interceptors.authentication import AUTHORIZATION_HEADER
from services.common.principal import Principal, Role, current_principal, require
from services.common.status import StatusTable
from tests.fakes.identity_account_servicer import (
    PASSWORD,
    RECOVERY_CODE,
    CredentialRefused,
    FakeAccounts,
    OidcEmailNotInvited,
    ProofNeeded,
    challenge,
)
from tests.fakes.identity_kiosk_servicer import PUBLIC_METHODS as KIOSKS_METHODS
from tests.fakes.identity_kiosk_servicer import STATUS as KIOSKS_STATUS
from tests.fakes.identity_kiosk_servicer import FakeKiosks, PairedKiosk

Context = grpc.aio.ServicerContext
_ROLES = {
    "student": pb.ROLE_STUDENT,
    "teacher": pb.ROLE_TEACHER,
    "admin": pb.ROLE_ADMIN,
    "service": pb.ROLE_SERVICE,
    "kiosk": pb.ROLE_KIOSK,
}


class PersonNotFound(DomainError):
    """As identity's own."""


@dataclass
class TooManyAttempts(DomainError):
    """As identity's own."""

    retry_after_seconds: float


STATUS: StatusTable = {
    CredentialRefused: grpc.StatusCode.UNAUTHENTICATED,
    PersonNotFound: grpc.StatusCode.NOT_FOUND,
    TooManyAttempts: grpc.StatusCode.RESOURCE_EXHAUSTED,
    OidcEmailNotInvited: grpc.StatusCode.UNAUTHENTICATED,
    ProofNeeded: grpc.StatusCode.FAILED_PRECONDITION,
    **KIOSKS_STATUS,
}
PUBLIC_METHODS = (
    *(
        f"/presence.identity.v1.IdentityService/{name}"
        for name in (
            "Authenticate",
            "RefreshToken",
            "RevokeToken",
            "CompleteSecondFactor",
            "EnrolSecondFactor",
            "StartOidcLogin",
            "CompleteOidcLogin",
            "RequestPasswordReset",
        )
    ),
    "/presence.identity.v1.PeopleService/GetGuardianConsent",
    *KIOSKS_METHODS,
)


@dataclass
class Family:
    """One login: its newest refresh token, and those used up."""

    person_id: str
    role: str
    newest: str
    sid: str = field(default_factory=lambda: str(uuid4()))
    used: set[str] = field(default_factory=set)
    revoked: bool = False


class FakeIdentity(
    FakeAccounts,
    FakeKiosks,
    rpc.IdentityServiceServicer,
    people_rpc.PeopleServiceServicer,
    device_rpc.DeviceServiceServicer,
):
    """`access_seconds` may be changed at any time; `refreshes` counts exchanges; `attempts_left` runs out.

    People in `with_second_factor` are challenged, those in `to_enrol` to add one; `clients` are those that log-ins were
    said to come from, with the caller's authorization; `revoke_logins` tells all followers that a person's logins have
    ended.
    """

    def __init__(self) -> None:
        super().__init__()
        FakeKiosks.__init__(self)
        self.with_second_factor: set[str] = set()
        self.to_enrol: set[str] = set()
        self.clients: list[tuple[pb.Client, str]] = []
        self._revoked: list[str] = []  # in order; a resume token is how many of them its holder has
        self._news = asyncio.Condition()
        self.access_seconds = 600.0
        self.refreshes = 0
        self.attempts_left = 1000
        self.people: dict[str, people.Person] = {}
        self._families: list[Family] = []
        self._issued: set[str] = set()

    def add_person(self, role: str, name: str = "Ada Lovelace") -> people.Person:
        person_id = str(uuid4())
        person = people.Person(
            person_id=person_id,
            display_name=name,
            email=f"{role}.{person_id[:8]}@example.edu",
            role=_ROLES[role],
            active=True,
            activated=True,
            revision=1,
        )
        person.create_time.FromDatetime(datetime.now(UTC))
        self.people[person_id] = person
        return person

    def ended(self, refresh_token: str) -> bool:
        """Whether the login that has this token is over."""
        return all(family.revoked for family in self._families if refresh_token in (family.newest, *family.used))

    def end_logins(self) -> None:
        for family in self._families:
            family.revoked = True

    async def revoke_logins(self, person_id: str) -> None:
        for family in self._families:
            if family.person_id == person_id:
                family.revoked = True
                await self.tell_revoked(family.sid)

    def kiosk_token(self, kiosk: PairedKiosk) -> pb.Token:
        return self._token(kiosk.camera_id, "kiosk", kiosk.refresh_token, kiosk.key_id)

    async def tell_revoked(self, login_id: str) -> None:
        async with self._news:
            self._revoked.append(login_id)
            self._news.notify_all()

    async def verify(self, token: str) -> Principal:
        if token not in self._issued:
            raise Unauthenticated("the access token is not valid")
        claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
        expire_time = datetime.fromtimestamp(claims["exp"], UTC)
        if expire_time <= datetime.now(UTC):
            raise Unauthenticated("the access token has expired")
        return Principal(claims["sub"], Role(claims["role"]), claims["aud"], expire_time)

    async def Authenticate(self, request: pb.AuthenticateRequest, context: Context) -> pb.AuthenticateResponse:  # noqa: N802
        if request.WhichOneof("credential") == "key":
            return pb.AuthenticateResponse(token=self._token(request.key.key_id, "service", ""))
        self.attempts_left -= 1
        if self.attempts_left < 0:
            raise TooManyAttempts(12.5)
        person = next((one for one in self.people.values() if one.email == request.password.email), None)
        if person is None or request.password.password != PASSWORD:
            raise CredentialRefused
        metadata = dict(context.invocation_metadata() or ())
        self.clients.append((request.client, str(metadata.get(AUTHORIZATION_HEADER, ""))))
        if person.person_id in self.with_second_factor:
            self._challenged = person
            return pb.AuthenticateResponse(challenge=challenge())
        if person.person_id in self.to_enrol:
            self._challenged = person
            return pb.AuthenticateResponse(challenge=challenge(enrol=True))
        return pb.AuthenticateResponse(token=self._begun(person))

    async def CompleteSecondFactor(  # noqa: N802
        self, request: pb.CompleteSecondFactorRequest, context: Context
    ) -> pb.CompleteSecondFactorResponse:
        if request.recovery_code != RECOVERY_CODE and json.loads(request.passkey_credential_json or "{}") != {
            "id": "k"
        }:
            raise CredentialRefused
        return pb.CompleteSecondFactorResponse(token=self._begun(self._challenged), recovery_codes_left=9)

    async def EnrolSecondFactor(  # noqa: N802
        self, request: pb.EnrolSecondFactorRequest, context: Context
    ) -> pb.EnrolSecondFactorResponse:
        if json.loads(request.passkey_credential_json) != {"id": "k"}:
            raise CredentialRefused
        self.asked.append(request)
        return pb.EnrolSecondFactorResponse(token=self._begun(self._challenged), recovery_codes=[RECOVERY_CODE])

    async def CompleteOidcLogin(  # noqa: N802
        self, request: pb.CompleteOidcLoginRequest, context: Context
    ) -> pb.CompleteOidcLoginResponse:
        """The code is the address of whoever the provider vouches for."""
        person = next((one for one in self.people.values() if one.email == request.code), None)
        if person is None or request.state != "abc":
            raise OidcEmailNotInvited
        next_path = request.login_state.removeprefix("sealed ")
        if person.person_id in self.with_second_factor:
            self._challenged = person
            return pb.CompleteOidcLoginResponse(challenge=challenge(), next_path=next_path)
        return pb.CompleteOidcLoginResponse(token=self._begun(person), next_path=next_path)

    async def WatchRevocations(  # noqa: N802
        self, request: pb.WatchRevocationsRequest, context: Context
    ) -> AsyncIterator[pb.WatchRevocationsResponse]:
        """It never beats: whoever follows gives the stream up from time to time, and misses nothing meanwhile."""
        require(Role.SERVICE, to="follow revocations")
        place = int(request.resume_token or 0)
        yield pb.WatchRevocationsResponse(resume_token=str(place), caught_up=pb.RevocationsCaughtUp())
        while True:
            async with self._news:
                while len(self._revoked) <= place:
                    await self._news.wait()
            revoked = pb.Revocation(login_id=self._revoked[place])
            revoked.before_time.GetCurrentTime()
            place += 1
            yield pb.WatchRevocationsResponse(resume_token=str(place), revoked=revoked)

    def _begun(self, person: people.Person) -> pb.Token:
        role = next(name for name, value in _ROLES.items() if value == person.role)
        family = Family(person.person_id, role, newest=uuid4().hex)
        self._families.append(family)
        return self._token(person.person_id, role, family.newest, family.sid)

    async def RefreshToken(self, request: pb.RefreshTokenRequest, context: Context) -> pb.RefreshTokenResponse:  # noqa: N802
        self.refreshes += 1
        for family in self._families:
            if request.refresh_token in family.used:
                family.revoked = True
            if request.refresh_token == family.newest and not family.revoked:
                family.used.add(family.newest)
                family.newest = uuid4().hex
                return pb.RefreshTokenResponse(
                    token=self._token(family.person_id, family.role, family.newest, family.sid)
                )
        raise Unauthenticated("the login has ended")

    async def RevokeToken(self, request: pb.RevokeTokenRequest, context: Context) -> pb.RevokeTokenResponse:  # noqa: N802
        for family in self._families:
            if request.refresh_token == family.newest or request.refresh_token in family.used:
                family.revoked = True
        return pb.RevokeTokenResponse()

    async def ChangePassword(self, request: pb.ChangePasswordRequest, context: Context) -> pb.ChangePasswordResponse:  # noqa: N802
        if request.current_password != PASSWORD:
            raise CredentialRefused
        caller = current_principal()
        family = Family(caller.subject, caller.role, newest=uuid4().hex)
        self._families.append(family)
        return pb.ChangePasswordResponse(token=self._token(caller.subject, caller.role, family.newest, family.sid))

    async def GetPerson(self, request: people.GetPersonRequest, context: Context) -> people.GetPersonResponse:  # noqa: N802
        if request.person_id not in self.people:
            raise PersonNotFound
        return people.GetPersonResponse(person=self.people[request.person_id])

    async def ListPeople(self, request: people.ListPeopleRequest, context: Context) -> people.ListPeopleResponse:  # noqa: N802
        require(Role.ADMIN, Role.TEACHER, to="list people")
        found = [one for one in self.people.values() if request.query.lower() in one.display_name.lower()]
        return people.ListPeopleResponse(people=found[request.skip :], total=len(found))

    def _token(self, subject: str, role: str, refresh_token: str, sid: str = "") -> pb.Token:
        expire = datetime.now(UTC) + timedelta(seconds=self.access_seconds)
        audience = ["identity", "recognition", "attendance"]
        claims = {
            "sub": subject,
            "role": str(role),
            "aud": audience,
            "exp": expire.timestamp(),
            "jti": uuid4().hex,
            "sid": sid,
        }
        payload = base64.urlsafe_b64encode(json.dumps({**claims, "iat": time.time()}).encode()).decode().rstrip("=")
        access_token = f"e30.{payload}.c2lnbmVk"
        self._issued.add(access_token)
        token = pb.Token(access_token=access_token, refresh_token=refresh_token, subject=subject, role=_ROLES[role])
        token.expire_time.FromDatetime(expire)
        return token
