"""The parts of the fake identity that came with second factors, providers, resets, files and logs."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from presence.identity.v1 import account_service_pb2 as account
from presence.identity.v1 import account_service_pb2_grpc as account_rpc
from presence.identity.v1 import audit_service_pb2 as audit
from presence.identity.v1 import audit_service_pb2_grpc as audit_rpc
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1 import mail_service_pb2 as mail
from presence.identity.v1 import mail_service_pb2_grpc as mail_rpc
from presence.identity.v1 import people_service_pb2 as people

from services.common.errors import DomainError
from services.common.principal import Role, require

Context = grpc.aio.ServicerContext
PROVIDER = "https://provider.example/authorize?state=abc"
PASSWORD = "a teapot sings at noon"
RECOVERY_CODE = "aaaa-bbbb-cccc"


class CredentialRefused(DomainError):
    """As identity's own."""


class ProofNeeded(DomainError):
    """As identity's own."""


class OidcEmailNotInvited(DomainError):
    """As identity's own."""


def stamp(seconds: float = 0.0) -> Timestamp:
    """So many seconds from now."""
    found = Timestamp()
    found.FromDatetime(datetime.now(UTC) + timedelta(seconds=seconds))
    return found


def challenge(*, enrol: bool = False) -> pb.SecondFactorChallenge:
    return pb.SecondFactorChallenge(
        challenge_token="a challenge",
        passkey_options_json='{"challenge":"AAAA"}',
        expire_time=stamp(300),
        enrol=enrol,
    )


class FakeAccounts(account_rpc.AccountServiceServicer, audit_rpc.AuditServiceServicer, mail_rpc.MailServiceServicer):
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.proven = False  # whether what is sensitive is done
        self.asked: list[object] = []
        self.imported = b""

    async def ListLogins(self, request: account.ListLoginsRequest, context: Context) -> account.ListLoginsResponse:  # noqa: N802
        self.asked.append(request)
        login = account.Login(login_id=str(uuid4()), user_agent="Firefox", address="192.0.2.7", create_time=stamp())
        return account.ListLoginsResponse(logins=[login])

    async def EndLogins(self, request: account.EndLoginsRequest, context: Context) -> account.EndLoginsResponse:  # noqa: N802
        self.asked.append(request)
        return account.EndLoginsResponse(ended=3)

    async def EndLogin(self, request: account.EndLoginRequest, context: Context) -> account.EndLoginResponse:  # noqa: N802
        self.asked.append(request)
        if not self.proven:
            raise ProofNeeded
        return account.EndLoginResponse()

    async def ConfirmPassword(  # noqa: N802
        self, request: account.ConfirmPasswordRequest, context: Context
    ) -> account.ConfirmPasswordResponse:
        if request.password != PASSWORD:
            raise CredentialRefused
        self.proven = True
        return account.ConfirmPasswordResponse()

    async def CheckProof(self, request: account.CheckProofRequest, context: Context) -> account.CheckProofResponse:  # noqa: N802
        if not self.proven:
            raise ProofNeeded
        return account.CheckProofResponse()

    async def FinishPasskey(  # noqa: N802
        self, request: account.FinishPasskeyRequest, context: Context
    ) -> account.FinishPasskeyResponse:
        self.asked.append(request)
        made = account.Passkey(passkey_id=str(uuid4()), label=request.label, create_time=stamp())
        return account.FinishPasskeyResponse(passkey=made, recovery_codes=[RECOVERY_CODE])

    async def ListAuditEntries(  # noqa: N802
        self, request: audit.ListAuditEntriesRequest, context: Context
    ) -> audit.ListAuditEntriesResponse:
        require(Role.ADMIN, to="read the audit log")
        self.asked.append(request)
        entry = audit.AuditEntry(entry_id=7, record_time=stamp(), actor="gateway", action="person.create")
        return audit.ListAuditEntriesResponse(entries=[entry])

    async def ExportAuditEntries(  # noqa: N802
        self, request: audit.ExportAuditEntriesRequest, context: Context
    ) -> AsyncIterator[audit.ExportAuditEntriesResponse]:
        require(Role.ADMIN, to="read the audit log")
        for line in (b"time,actor\r\n", b"now,gateway\r\n"):
            yield audit.ExportAuditEntriesResponse(chunk=line)

    async def ListMails(self, request: mail.ListMailsRequest, context: Context) -> mail.ListMailsResponse:  # noqa: N802
        require(Role.ADMIN, to="see the outbox")
        one = mail.Mail(mail_id=str(uuid4()), to_address="a@b.c", state=mail.MAIL_STATE_WAITING, create_time=stamp())
        return mail.ListMailsResponse(mails=[one])

    async def ImportPeople(  # noqa: N802
        self, requests: AsyncIterator[people.ImportPeopleRequest], context: Context
    ) -> AsyncIterator[people.ImportPeopleResponse]:
        """Every line is a row; one that says `wrong` is told as an error, one that says `away` breaks the import."""
        require(Role.ADMIN, to="import people")
        options = (await anext(aiter(requests))).options
        chunks: list[bytes] = []
        rows = 0
        async for message in requests:
            chunks.append(message.chunk)
            rows += message.chunk.count(b"\n")
            yield people.ImportPeopleResponse(progress=people.ImportProgress(rows_read=rows))
        self.imported = b"".join(chunks)
        lines = self.imported.splitlines()
        if b"away" in lines:
            await context.abort(grpc.StatusCode.UNAVAILABLE, "gone")
        wrong = [number for number, line in enumerate(lines, 1) if line == b"wrong"]
        for number in wrong:
            yield people.ImportPeopleResponse(
                error=people.ImportError(line=number, column="email", reason="is no address")
            )
        yield people.ImportPeopleResponse(
            summary=people.ImportSummary(
                created=len(lines) - len(wrong), failed=len(wrong), committed=options.commit and not wrong
            )
        )

    async def GetGuardianConsent(  # noqa: N802
        self, request: people.GetGuardianConsentRequest, context: Context
    ) -> people.GetGuardianConsentResponse:
        return people.GetGuardianConsentResponse(display_name="Ada", guardian_name="Anne", text_version="2026-11-22")

    async def RequestPasswordReset(  # noqa: N802
        self, request: pb.RequestPasswordResetRequest, context: Context
    ) -> pb.RequestPasswordResetResponse:
        self.asked.append(request)
        return pb.RequestPasswordResetResponse()

    async def StartOidcLogin(self, request: pb.StartOidcLoginRequest, context: Context) -> pb.StartOidcLoginResponse:  # noqa: N802
        self.asked.append(request)
        return pb.StartOidcLoginResponse(authorization_url=PROVIDER, login_state=f"sealed {request.next_path}")
