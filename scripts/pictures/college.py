"""A college in the middle of its term: people, a year, a timetable, rules, and eight weeks of marks."""

from __future__ import annotations

import csv
import io
import json
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from cli.demo.college import College
from cli.local.databases import ServiceDatabase
from cli.local.folder import DataFolder
from cli.local.keys import load_secrets
from scripts.pictures import past
from tests.e2e.tokens import embedded_server_url
from tests.e2e.web_user import WebUser

NAMES = (
    *("Aarati Shrestha", "Aashish Gurung", "Anita Tamang", "Bibek Thapa", "Bimala Rai", "Binod Karki"),
    *("Deepa Maharjan", "Dipesh Poudel", "Gita Adhikari", "Hari Prasad Bhattarai", "Ishwor Khadka", "Jyoti Lama"),
    *("Kabita Basnet", "Kiran Magar", "कृष्णप्रसाद उपाध्याय ज्ञवाली", "Laxmi Chaudhary", "Manisha Sunuwar", "Nabin Dahal"),
    *("Pasang Dolma Sherpa", "Prakash Neupane", "Rabina Limbu", "Ramesh Kumar Subedi", "Sabin Shakya", "Saraswati Pun"),
    *("Sita Ghimire", "Suman Bista", "Sunita Acharya", "Tenzin Wangchuk Lama", "Umesh Regmi", "Yubaraj Pandey"),
)
TEACHERS = ("Rajan Koirala", "Sabitri Devkota")
LONG_TITLE = "Research Methods, Scientific Writing and Professional Ethics for Engineers"


@dataclass(frozen=True)
class Places:
    """What the addresses of pages are made of."""

    course_id: str
    camera_id: str
    student_id: str  # who logs in as the student
    teacher_id: str
    session_id: str  # goes on
    ended_id: str
    dispute_id: str = ""


async def furnish(admin: WebUser, made: College, data_folder: Path, today: date) -> str:
    """Fill the college before its sessions of today; returns the teacher's id. `today` is a day of Kathmandu's."""
    here = (await said(admin, "GET", "/institution"))["revision"]
    settings = {"name": "Himal College", "time_zone": "Asia/Kathmandu", "weekend_days": [6], "language": "en"}
    await said(admin, "PUT", "/institution", {**settings, "open_before_minutes": 0, "revision": here})
    await _people(admin)
    students, teachers = await _ids(admin, "student"), await _ids(admin, "teacher")
    maya = teachers["Maya Teacher"]
    rooms = [await _new(admin, "/rooms", {"name": name}, "room_id") for name in ("Room 204", "Computer Lab")]
    await _new(admin, "/cameras", {"room_id": rooms[1], "name": "Door", "detector": "yunet"}, "camera_id")
    courses = [
        await _new(admin, "/courses", {"code": code, "title": title, "teacher_ids": [teacher]}, "course_id")
        for code, title, teacher in (
            ("CS 201", "Data Structures and Algorithms", maya),
            ("MATH 110", "Calculus", maya),
            ("ENG 305", LONG_TITLE, teachers["Rajan Koirala"]),
        )
    ]
    first = next(iter(made.students.values()))
    everybody = [first, *(students[name] for name in NAMES)]
    for course in courses:
        await said(admin, "POST", f"/courses/{course}/enrolments", {"student_ids": everybody})
    more = {"student_ids": [students[name] for name in NAMES[:12]]}
    await said(admin, "POST", f"/courses/{made.course_id}/enrolments", more)
    await _year(admin, today, everybody)
    await _timetable(admin, today, courses, rooms, made.course_id)
    await _rules(admin)
    folder = DataFolder(data_folder)
    database = ServiceDatabase("presence_attendance", load_secrets(folder.secrets).attendance_database_password)
    connection = await asyncpg.connect(database.address(embedded_server_url(folder)))
    try:
        await past.write(connection, [uuid.UUID(one) for one in courses], uuid.UUID(rooms[0]), uuid.UUID(maya), today)
    finally:
        await connection.close()
    return maya


async def ask_and_dispute(student: WebUser, student_id: str, course_id: str, ended_id: str, today: date) -> str:
    """What waits for somebody's decision; returns the dispute's id."""
    for category, reason, day, course in (
        ("illness", "I had a fever and saw a doctor.", today - timedelta(days=3), None),
        ("family", "My sister gets married in Pokhara.", today + timedelta(days=6), course_id),
    ):
        asked = {"student_id": student_id, "category": category, "reason": reason, "request_id": str(uuid.uuid4())}
        days = {"first_date": day.isoformat(), "last_date": day.isoformat(), "course_id": course}
        await said(student, "POST", "/excuses", {**asked, **days})
    wrong = {"session_id": ended_id, "wanted_status": "excused", "request_id": str(uuid.uuid4())}
    dispute = await said(student, "POST", "/disputes", {**wrong, "reason": "I was at the debate, as Rajan Sir knows."})
    words = {"text": "He has the list of who took part.", "comment_id": str(uuid.uuid4())}
    await said(student, "POST", f"/disputes/{dispute['dispute_id']}/comments", words)
    return str(dispute["dispute_id"])


async def said(user: WebUser, method: str, path: str, body: Any = None) -> Any:
    """The answer to a request that must not be refused."""
    status, answer = await user.call(method, path, body=body)
    assert status < 300, f"{method} {path}: {status} {answer}"
    return answer


async def _new(admin: WebUser, path: str, body: dict[str, Any], name: str) -> str:
    return str((await said(admin, "POST", path, {**body, "request_id": str(uuid.uuid4())}))[name])


async def _people(admin: WebUser) -> None:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(("name", "email", "role", "student_number", "group"))
    for number, name in enumerate(NAMES, start=1):
        writer.writerow((name, f"s{number:02}@himal.example", "student", f"HC-{2026000 + number}", "BE Software 2026"))
    for number, name in enumerate(TEACHERS, start=1):
        writer.writerow((name, f"t{number}@himal.example", "teacher", "", ""))
    headers = {"Content-Type": "text/csv", "Idempotency-Key": str(uuid.uuid4())}
    file = table.getvalue().encode()
    _, lines = await admin.call("POST", "/people/import?commit=true", data=file, headers=headers)
    assert json.loads(lines.splitlines()[-1]).get("failed") == 0, lines


async def _ids(admin: WebUser, role: str) -> dict[str, str]:
    page = await said(admin, "GET", f"/people?role={role}&page_size=100")
    return {person["display_name"]: person["person_id"] for person in page["items"]}


async def _year(admin: WebUser, today: date, students: list[str]) -> None:
    def days(first: int, last: int) -> dict[str, str]:
        return {"first_date": _on(today, first), "last_date": _on(today, last)}

    await _new(admin, "/terms", {"name": "Autumn term", **days(-63, 56)}, "term_id")
    await _new(admin, "/terms", {"name": "Spring term", **days(63, 182)}, "term_id")
    group = await _new(admin, "/groups", {"name": "BE Software 2026, section A"}, "group_id")
    await said(admin, "POST", f"/groups/{group}/members", {"student_ids": students[:18]})
    await _new(admin, "/groups", {"name": "BE Software 2026, section B"}, "group_id")
    await _new(admin, "/holidays", {"name": "Tihar", **days(-17, -14)}, "holiday_id")
    await _new(admin, "/holidays", {"name": "Industrial visit", **days(9, 9), "group_id": group}, "holiday_id")


async def _timetable(admin: WebUser, today: date, courses: list[str], rooms: list[str], demo: str) -> None:
    term = {"first_date": _on(today, -62), "last_date": _on(today, 55)}
    for course, room, weekdays, start, end in (
        (courses[0], rooms[0], [7, 2, 4], "07:00", "08:30"),
        (courses[1], rooms[0], [1, 3, 5], "08:45", "10:15"),
        (courses[2], rooms[1], [7, 3], "10:30", "12:00"),
        (demo, rooms[0], [1, 2], "17:00", "18:30"),
        (courses[0], rooms[1], [1, 5], "06:00", "07:30"),
    ):
        when = {"weekdays": weekdays, "start_time": start, "end_time": end, **term}
        await _new(admin, "/timetable/slots", {"course_id": course, "room_id": room, **when}, "slot_id")


async def _rules(admin: WebUser) -> None:
    warnings = [
        {"rule": "rate_below", "threshold": 75, "recipients": ["student", "teacher"], "least_sessions": 3},
        {"rule": "absences_in_a_row", "threshold": 3, "recipients": ["student"], "least_sessions": 3},
    ]
    settings = {"late_after_seconds": 600, "free_absences": 2, "warnings": warnings}
    body = {"settings": settings, "note": "As the senate decided", "version": 0, "request_id": str(uuid.uuid4())}
    await said(admin, "PUT", "/policy", body)


def _on(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()


def kathmandu_today() -> date:
    """The day it is where the college stands."""
    return (datetime.now(UTC) + timedelta(hours=5, minutes=45)).date()
