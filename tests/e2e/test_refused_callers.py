"""Callers who are not who they say: each is refused in words, by every door."""

from __future__ import annotations

import asyncio
import os
import sys
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import grpc
import pytest
from presence.identity.v1 import identity_service_pb2 as identity_pb
from presence.identity.v1 import identity_service_pb2_grpc as identity_rpc

from camera.client import CameraRefused
from gateway.live.socket import Close
from services.common.principal import Role
from services.common.status import reason_of
from tests.e2e.callers import Channels, answers, camera_token, token_of
from tests.e2e.classroom import camera_of
from tests.e2e.conftest import ROOT, Campus, logged_in
from tests.e2e.tokens import Forger, raised
from tests.e2e.web_user import API


async def test_a_camera_with_a_wrong_key_is_refused_in_one_sentence(campus: Campus, film: Path) -> None:
    key_id, _, secret = campus.college.camera_credential.partition(".")
    for key in (f"{key_id}.{secret[:-1]}", f"{uuid.uuid4()}.{secret}", f"{key_id}.", "no key at all"):
        wrong = replace(campus.college, camera_credential=key)
        told: list[str] = []
        with pytest.raises(CameraRefused, match="this camera's key was refused: these credentials are not valid"):
            await asyncio.wait_for(camera_of(replace(campus, college=wrong), film, told).run(), 60)
        assert told == []

    command = [sys.executable, "-m", "cli.main", "camera", "--server", campus.running.url, "--source", str(film)]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        env={**os.environ, "PRESENCE_CAMERA_KEY": f"{key_id}.wrong"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, words = await asyncio.wait_for(process.communicate(), 150)
    assert process.returncode == 1
    sentence = "presence camera: this camera's key was refused: these credentials are not valid\n"
    assert (said, words.decode()) == (b"", sentence)


async def test_a_wrong_password_is_told_like_a_wrong_address(campus: Campus, channels: Channels) -> None:
    answers = []
    for email in (campus.college.teacher.email, "nobody@demo.test"):
        async with aiohttp.ClientSession(campus.running.url) as http:
            answer = await http.post(f"{API}/login", json={"email": email, "password": "not the password"})
            problem = await answer.json(content_type="application/problem+json")
            assert (answer.status, problem["reason"]) == (401, "WRONG_CREDENTIALS")
            assert not http.cookie_jar.filter_cookies(answer.url)
            answers.append((problem["title"], problem["detail"], problem["metadata"]))
        credential = identity_pb.PasswordCredential(email=email, password="not the password")
        with pytest.raises(grpc.aio.AioRpcError) as refusal:
            await identity_rpc.IdentityServiceStub(channels["identity"]).Authenticate(
                identity_pb.AuthenticateRequest(password=credential)
            )
        assert refusal.value.code() is grpc.StatusCode.UNAUTHENTICATED
        assert reason_of(refusal.value) == "CREDENTIAL_REFUSED"
    assert answers[0] == answers[1]
    async with logged_in(campus, campus.college.teacher) as teacher:  # nobody is shut out by it
        assert (await teacher.call("GET", "/me"))[0] == 200


async def test_no_rpc_but_the_public_ones_answers_without_a_token(channels: Channels) -> None:
    refusals = await answers(channels, None)
    assert {refusal.reason for refusal in refusals.values()} == {"UNAUTHENTICATED"}
    assert len(refusals) > 40


@pytest.fixture(scope="module")
async def false_tokens(campus: Campus, forging: Forger) -> dict[str, str]:
    """Tokens that nobody may come in with, by what each should be told."""
    admin = forging.sign(str(uuid.uuid4()), Role.ADMIN)
    somebody = str(uuid.uuid4())
    return {
        "has expired": forging.sign(somebody, Role.ADMIN, age=timedelta(minutes=11)),
        "is not valid yet": forging.sign(somebody, Role.ADMIN, age=-timedelta(hours=1)),
        "is not meant for": forging.sign(somebody, Role.ADMIN, audience=("somewhere else",)),
        "a key that is not in use": forging.signed_with_an_unknown_key(somebody, Role.ADMIN),
        "is not valid, by another's key": forging.signed_with_another_key(somebody, Role.ADMIN),
        "is not valid, unsigned": forging.unsigned(somebody, Role.ADMIN),
        "is not valid, by a public key": forging.signed_with_what_is_public(somebody, Role.ADMIN),
        "is not valid, raised": raised(await token_of(campus, campus.college.student), Role.ADMIN),
        "is not valid, cut": admin[:-3],
        "is not valid, letters": "a.b.c",
    }


async def test_tokens_that_identity_did_not_issue_or_that_are_over_open_no_rpc(
    channels: Channels, forging: Forger, false_tokens: dict[str, str]
) -> None:
    for words, token in false_tokens.items():
        for name, refusal in (await answers(channels, token)).items():
            assert (refusal.code, refusal.reason) == (grpc.StatusCode.UNAUTHENTICATED, "UNAUTHENTICATED"), name
            assert words.partition(",")[0] in refusal.words, name
    good = await answers(channels, forging.sign(str(uuid.uuid4()), Role.ADMIN))
    assert good["ListPeople"].code is grpc.StatusCode.OK  # so it is the token's fault, not the forger's


async def test_tokens_that_identity_did_not_issue_or_that_are_over_open_no_page(
    campus: Campus, forging: Forger, false_tokens: dict[str, str]
) -> None:
    students = "/people?role=student"
    camera = f"/cameras/{(await camera_token(campus))[1]}/view"
    for token in false_tokens.values():
        async with browser(campus, token) as http:
            for path in ("/me", students, "/gallery", "/courses"):
                answer = await http.get(API + path)
                assert answer.status == 401, path
                assert answer.content_type == "application/problem+json"
            async with http.ws_connect(API + camera, headers={"Origin": campus.running.url}) as socket:
                assert (await socket.receive(30)).type is aiohttp.WSMsgType.CLOSE
                assert socket.close_code == Close.LOGIN_ENDED
    async with browser(campus, forging.sign(str(uuid.uuid4()), Role.ADMIN)) as http:
        assert (await http.get(API + students)).status == 200


@asynccontextmanager
async def browser(campus: Campus, access_token: str) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser with this access token and nothing to renew it with."""
    async with aiohttp.ClientSession(
        campus.running.url,
        cookies={"presence_access": access_token, "presence_login": "made-up"},
        cookie_jar=aiohttp.CookieJar(unsafe=True),
    ) as http:
        yield http
