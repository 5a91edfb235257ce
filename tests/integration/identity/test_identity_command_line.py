"""`presence login` against the real service, when a second factor is asked for."""

import asyncio
from pathlib import Path

import pytest
from presence.identity.v1 import account_service_pb2 as accounts
from presence.identity.v1 import identity_service_pb2 as pb
from presence.identity.v1.account_service_pb2_grpc import AccountServiceStub
from presence.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

from cli.admin import login, login_file
from cli.errors import CommandError
from services.common.channels import bearer
from tests.fakes.identity_authenticator import Authenticator
from tests.fakes.identity_server import PUBLIC_URL, RunningIdentity


async def test_a_recovery_code_stands_in_for_the_passkey_that_a_terminal_cannot_show(
    identity: RunningIdentity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = await identity.add_person("teacher")
    monkeypatch.setenv(login_file.FILE_VARIABLE, str(tmp_path / "login.json"))
    async with identity.channel() as channel:
        stub = AccountServiceStub(channel)
        begun = await stub.BeginPasskey(accounts.BeginPasskeyRequest(), metadata=bearer(teacher.token))
        made = Authenticator(PUBLIC_URL).create(begun.options_json)
        request = accounts.FinishPasskeyRequest(ticket=begun.ticket, credential_json=made)
        codes = (await stub.FinishPasskey(request, metadata=bearer(teacher.token))).recovery_codes

        server = identity.target.removeprefix("ipv4:")
        monkeypatch.setenv(login.CODE_VARIABLE, "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")
        with pytest.raises(CommandError):
            await asyncio.to_thread(login.login, server, teacher.email, teacher.password, None)
        assert not (tmp_path / "login.json").exists()
        monkeypatch.setenv(login.CODE_VARIABLE, codes[0])
        await asyncio.to_thread(login.login, server, teacher.email, teacher.password, None)
        kept = pb.RefreshTokenRequest(refresh_token=login_file.load().refresh_token)
        assert (await IdentityServiceStub(channel).RefreshToken(kept)).token.subject == teacher.person_id
