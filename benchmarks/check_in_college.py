"""A college with many students on a real installation, each with a log-in token that was signed beforehand."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import asyncpg
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from cli.local.databases import ServiceDatabase
from cli.local.folder import DataFolder
from cli.local.keys import load_secrets
from gateway.login.jar import CookieRules
from gateway.login.login import read_login
from services.common.principal import Role
from tests.e2e.tokens import Forger, embedded_server_url, forger

API = "/api/v1"
LIFETIME = timedelta(hours=1)
PAGE = 200
LOGIN_ID = "minted"


@dataclass(frozen=True)
class Person:
    """Somebody with a log-in, a browser and an address of their own."""

    person_id: str
    token: str
    csrf: str

    def headers(self, url: str, device: str = "") -> dict[str, str]:
        """What the browser sends along."""
        cookies = f"presence_access={self.token}; presence_login={LOGIN_ID}"
        if device:
            cookies += f"; presence_device={device}"
        return {"Cookie": cookies, "X-CSRF-Token": self.csrf, "Origin": url}


@dataclass(frozen=True)
class Classroom:
    """An open session and who is on its roster."""

    session_id: str
    students: tuple[Person, ...]


class Campus:
    """One installation, spoken to as whoever is wanted."""

    def __init__(self, url: str, folder: Path, mint: Forger, http: aiohttp.ClientSession) -> None:
        self.url = url
        self.http = http
        self._folder = DataFolder(folder)
        self._secrets = load_secrets(self._folder.secrets)
        self._mint = mint
        key = self._secrets.gateway_service_key.encode()
        csrf_key = HKDF(SHA256(), 32, salt=None, info=b"presence gateway csrf").derive(key)
        self._rules = CookieRules(secure=False, csrf_key=csrf_key)
        self.admin = self.person(str(uuid.uuid4()), Role.ADMIN)

    def person(self, person_id: str, role: Role) -> Person:
        """Somebody, logged in for an hour."""
        token = self._mint.sign(person_id, role, lifetime=LIFETIME)
        login = read_login(LOGIN_ID, token)
        assert login is not None
        return Person(person_id, token, self._rules.csrf_token(login))

    async def call(self, who: Person, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """What is answered; RuntimeError for a refusal."""
        headers = who.headers(self.url) | more.pop("headers", {})
        async with self.http.request(method, self.url + API + path, json=body, headers=headers, **more) as answer:
            text = await answer.text()
            if answer.status >= 300:
                raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
            return await answer.json() if answer.content_type == "application/json" else text

    async def made(self, who: Person, path: str, **fields: Any) -> Any:
        """What a POST has created."""
        return await self.call(who, "POST", path, {**fields, "request_id": str(uuid.uuid4())})

    async def enrolled(self, students: int) -> tuple[Person, list[Person]]:
        """A teacher and so many students, imported from a list."""
        mark = uuid.uuid4().hex[:8]
        lines = ["name,email,student_number,role", f"Teacher {mark},t.{mark}@example.edu,,teacher"]
        lines += [f"Student {mark} {n:05d},s{n}.{mark}@example.edu,{mark}-{n},student" for n in range(students)]
        headers = {"Content-Type": "text/csv", "Idempotency-Key": str(uuid.uuid4())}
        told = await self.call(
            self.admin, "POST", "/people/import?commit=true", data="\n".join(lines).encode(), headers=headers
        )
        assert f'"created":{students + 1}' in told.replace(" ", ""), told[-300:]
        found: list[Any] = []
        token = ""
        while True:
            page = await self.call(
                self.admin, "GET", f"/people?query={mark}&page_size={PAGE}" + (f"&page_token={token}" if token else "")
            )
            found += page["items"]
            token = page["next_page_token"]
            if not token:
                break
        teacher = next(one["person_id"] for one in found if one["role"] == "teacher")
        people = [self.person(one["person_id"], Role.STUDENT) for one in found if one["role"] == "student"]
        return self.person(teacher, Role.TEACHER), people

    async def classroom(self, teacher: Person, students: list[Person]) -> Classroom:
        """A course, a room and an open session that shows its code."""
        code = uuid.uuid4().hex[:10]
        course = await self.made(self.admin, "/courses", code=code, title="Check-ins", teacher_ids=[teacher.person_id])
        for first in range(0, len(students), 500):
            ids = [one.person_id for one in students[first : first + 500]]
            await self.call(self.admin, "POST", f"/courses/{course['course_id']}/enrolments", {"student_ids": ids})
        room = await self.made(self.admin, "/rooms", name=f"Room {code}")
        session = await self.made(teacher, "/sessions", course_id=course["course_id"], room_id=room["room_id"])
        await self.call(teacher, "POST", f"/sessions/{session['session_id']}/code")
        return Classroom(session["session_id"], tuple(students))

    async def query(self, sql: str, *arguments: object) -> Any:
        """One value of attendance's database."""
        database = ServiceDatabase("presence_attendance", self._secrets.attendance_database_password)
        connection = await asyncpg.connect(database.address(embedded_server_url(self._folder)))
        try:
            return await connection.fetchval(sql, *arguments)
        finally:
            await connection.close()


@asynccontextmanager
async def campus_at(url: str, folder: Path) -> AsyncIterator[Campus]:
    """The running installation in a data folder."""
    mint = await forger(folder)
    connector = aiohttp.TCPConnector(limit=200)
    async with aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar()) as http:
        yield Campus(url, folder, mint, http)


async def opened(campus: Campus, students: int, sessions: int) -> tuple[Person, list[Classroom]]:
    """So many students in so many open sessions of one teacher."""
    teacher, people = await campus.enrolled(students)
    share = -(-students // sessions)
    parts = [people[first : first + share] for first in range(0, students, share)]
    return teacher, list(await asyncio.gather(*(campus.classroom(teacher, part) for part in parts)))
