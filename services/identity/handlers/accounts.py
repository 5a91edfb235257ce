"""AccountService."""

from uuid import UUID

from presence.identity.v1 import account_service_pb2 as pb
from presence.identity.v1 import account_service_pb2_grpc

from services.common.interceptors.wrap import Context
from services.common.principal import Principal, Role, require
from services.common.timestamps import timestamp
from services.identity.app.accounts import Accounts
from services.identity.app.people import People
from services.identity.app.proofs import Proofs
from services.identity.app.second_factor import SecondFactor
from services.identity.domain.login_errors import LoginNotFound
from services.identity.domain.passkey import Passkey
from services.identity.handlers import access
from services.identity.handlers.convert import uuid_of

NAME = pb.DESCRIPTOR.services_by_name["AccountService"].full_name


class AccountHandlers(account_service_pb2_grpc.AccountServiceServicer):
    """See the comments of the service."""

    def __init__(self, accounts: Accounts, people: People, second_factor: SecondFactor, proofs: Proofs) -> None:
        self._accounts = accounts
        self._people = people
        self._second_factor = second_factor
        self._proofs = proofs

    async def ConfirmPassword(self, request: pb.ConfirmPasswordRequest, context: Context) -> pb.ConfirmPasswordResponse:
        caller = access.somebody("confirm a password")
        login_id = access.login_of(caller)
        if login_id is None:
            raise LoginNotFound("")
        await self._proofs.confirm(UUID(caller.subject), login_id, request.password)
        return pb.ConfirmPasswordResponse()

    async def CheckProof(self, request: pb.CheckProofRequest, context: Context) -> pb.CheckProofResponse:
        await self._proofs.need(access.login_of(access.somebody("check a proof")))
        return pb.CheckProofResponse()

    async def SetLanguage(self, request: pb.SetLanguageRequest, context: Context) -> pb.SetLanguageResponse:
        caller = access.somebody("choose a language")
        await self._people.set_language(UUID(caller.subject), request.language)
        return pb.SetLanguageResponse()

    async def ListLogins(self, request: pb.ListLoginsRequest, context: Context) -> pb.ListLoginsResponse:
        caller = access.somebody("see log-ins")
        found = await self._accounts.logins(_whose(caller, request.person_id, "see somebody else's log-ins"))
        return pb.ListLoginsResponse(
            logins=[
                pb.Login(
                    login_id=str(login.login_id),
                    user_agent=login.client.user_agent,
                    address=login.client.address,
                    create_time=timestamp(login.create_time),
                    last_use_time=timestamp(login.last_use_time),
                    current=str(login.login_id) == caller.login_id,
                )
                for login in found
            ]
        )

    async def EndLogin(self, request: pb.EndLoginRequest, context: Context) -> pb.EndLoginResponse:
        caller = access.somebody("end log-ins")
        login_id = uuid_of("login_id", request.login_id)
        current, anybodys = access.login_of(caller), caller.role is Role.ADMIN
        await self._accounts.end(login_id, UUID(caller.subject), current=current, anybodys=anybodys)
        return pb.EndLoginResponse()

    async def EndLogins(self, request: pb.EndLoginsRequest, context: Context) -> pb.EndLoginsResponse:
        caller = access.somebody("end log-ins")
        person_id = _whose(caller, request.person_id, "end somebody else's log-ins")
        ended = await self._accounts.end_all(person_id, UUID(caller.subject), but=access.login_of(caller))
        return pb.EndLoginsResponse(ended=ended)

    async def BeginPasskey(self, request: pb.BeginPasskeyRequest, context: Context) -> pb.BeginPasskeyResponse:
        caller = require(Role.ADMIN, Role.TEACHER, to="add passkeys")
        await self._proofs.need(access.login_of(caller))
        ticket, options_json = await self._second_factor.begin(UUID(caller.subject))
        return pb.BeginPasskeyResponse(ticket=ticket, options_json=options_json)

    async def FinishPasskey(self, request: pb.FinishPasskeyRequest, context: Context) -> pb.FinishPasskeyResponse:
        caller = require(Role.ADMIN, Role.TEACHER, to="add passkeys")
        passkey, codes = await self._second_factor.finish(
            UUID(caller.subject), request.ticket, request.credential_json, request.label
        )
        return pb.FinishPasskeyResponse(passkey=_message(passkey), recovery_codes=codes)

    async def ListPasskeys(self, request: pb.ListPasskeysRequest, context: Context) -> pb.ListPasskeysResponse:
        caller = access.somebody("see passkeys")
        found, left = await self._second_factor.list(_whose(caller, request.person_id, "see somebody else's passkeys"))
        return pb.ListPasskeysResponse(passkeys=[_message(passkey) for passkey in found], recovery_codes_left=left)

    async def DeletePasskey(self, request: pb.DeletePasskeyRequest, context: Context) -> pb.DeletePasskeyResponse:
        caller = access.somebody("remove passkeys")
        await self._proofs.need(access.login_of(caller))
        passkey_id = uuid_of("passkey_id", request.passkey_id)
        await self._second_factor.delete(passkey_id, UUID(caller.subject), anybodys=caller.role is Role.ADMIN)
        return pb.DeletePasskeyResponse()

    async def RenewRecoveryCodes(
        self, request: pb.RenewRecoveryCodesRequest, context: Context
    ) -> pb.RenewRecoveryCodesResponse:
        caller = require(Role.ADMIN, Role.TEACHER, to="renew recovery codes")
        await self._proofs.need(access.login_of(caller))
        codes = await self._second_factor.renew_codes(UUID(caller.subject))
        return pb.RenewRecoveryCodesResponse(recovery_codes=codes)


def _whose(caller: Principal, person_id: str, to: str) -> UUID:
    """The person asked about, who is the caller when none is named."""
    wanted = uuid_of("person_id", person_id or caller.subject)
    access.oneself_or_administrator(wanted, to)
    return wanted


def _message(passkey: Passkey) -> pb.Passkey:
    return pb.Passkey(
        passkey_id=str(passkey.passkey_id),
        label=passkey.label,
        create_time=timestamp(passkey.create_time),
        last_use_time=timestamp(passkey.last_use_time),
    )
