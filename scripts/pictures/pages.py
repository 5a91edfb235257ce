"""Every page of the client and the states it can be in: who looks, and what is done before the picture is taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Page

from scripts.pictures import scenes
from scripts.pictures.college import Places

Role = Literal["nobody", "admin", "teacher", "student", "kiosk"]
Trouble = Literal["loading", "error"]


@dataclass(frozen=True)
class Shot:
    """One page in one state: who looks at it, and what must be on it before the picture is taken."""

    name: str
    role: Role
    path: str
    wait_for: str = "main h1"
    prepare: Callable[[Page], Awaitable[None]] | None = None  # looks for English words
    trouble: Trouble | None = None  # what comes of all that the page asks for
    sample: bool = False  # looked at in every way there is
    moves: bool = False  # live pictures never come to rest


def fresh() -> list[Shot]:
    """Of an installation in which there is nothing but its first administrator."""
    paths = {
        "home": "/",
        "people": "/people",
        "teachers": "/people?role=teacher",
        "courses": "/courses",
        "rooms": "/rooms",
        "training": "/training",
        "sessions": "/sessions",
        "new-session": "/sessions/new",
        "timetable": "/timetable",
        "year": "/year",
        "insight": "/insight",
        "excuses": "/excuses",
        "disputes": "/disputes",
        "outbox": "/outbox",
    }
    return [Shot(f"{name}-empty", "admin", path) for name, path in paths.items()]


def newcomers() -> list[Shot]:
    """Of a college that has held no session yet."""
    return [
        Shot("home-teacher-empty", "teacher", "/"),
        Shot("my-attendance-empty", "student", "/attendance"),
        Shot("my-excuses-empty", "student", "/excuses"),
        Shot("my-disputes-empty", "student", "/disputes"),
        Shot("today-empty", "student", "/today"),
        Shot("my-timetable-empty", "student", "/timetable"),
    ]


def full(at: Places) -> list[Shot]:
    """Of a college in the middle of its term."""
    session, ended = f"/sessions/{at.session_id}", f"/sessions/{at.ended_id}"
    return [*_open(), *_admin(at), *_teacher(at, session, ended), *_student(at), *_troubles(at)]


def _open() -> list[Shot]:
    return [
        Shot("login", "nobody", "/login", "h1", sample=True),
        Shot("login-refused", "nobody", "/login", "h1", scenes.wrong_password),
        Shot("login-problem", "nobody", "/login?problem=OIDC_EMAIL_NOT_INVITED", "h1"),
        Shot("forgot", "nobody", "/forgot", "h1"),
        Shot("reset-without-link", "nobody", "/reset", "h1"),
        Shot("activate-without-link", "nobody", "/activate", "h1"),
        Shot("activate-old-link", "nobody", "/activate#nothing", "[role=alert]"),
        Shot("guardian-without-link", "nobody", "/guardian", "h1"),
    ]


def _admin(at: Places) -> list[Shot]:
    course, person, camera = f"/courses/{at.course_id}", f"/people/{at.student_id}", f"/cameras/{at.camera_id}"
    return [
        Shot("home-admin", "admin", "/"),
        Shot("people", "admin", "/people", sample=True),
        Shot("people-none-found", "admin", "/people?query=nobody-of-this-name"),
        Shot("people-add", "admin", "/people", prepare=scenes.opened("Add student")),
        Shot("person", "admin", person, "main img"),
        Shot("person-edit", "admin", person, "main img", scenes.opened("Edit")),
        Shot("person-teacher", "admin", f"/people/{at.teacher_id}"),
        Shot("import", "admin", "/people/import"),
        Shot("import-preview", "admin", "/people/import", prepare=scenes.import_preview),
        Shot("courses", "admin", "/courses"),
        Shot("courses-add", "admin", "/courses", prepare=scenes.opened("Add course")),
        Shot("course", "admin", course),
        Shot("course-enrol", "admin", course, prepare=scenes.opened("Enrol students")),
        Shot("rooms", "admin", "/rooms"),
        Shot("rooms-add", "admin", "/rooms", prepare=scenes.opened("Add room")),
        Shot("camera", "admin", camera, "main section", scenes.survey, moves=True),
        Shot("training-run", "admin", "/training", prepare=scenes.train),
        Shot("training", "admin", "/training"),
        Shot("training-back", "admin", "/training", prepare=scenes.roll_back),
        Shot("timetable", "admin", "/timetable", sample=True),
        Shot("timetable-class", "admin", "/timetable", prepare=scenes.pick_class),
        Shot("timetable-add", "admin", "/timetable", prepare=scenes.opened("Add classes")),
        Shot("year", "admin", "/year"),
        Shot("insight", "admin", "/insight", sample=True),
        Shot("insight-patterns", "admin", "/insight", prepare=scenes.patterns),
        Shot("reports", "admin", "/reports"),
        Shot("reports-preview", "admin", "/reports", prepare=scenes.report_preview),
        Shot("excuses", "admin", "/excuses"),
        Shot("disputes", "admin", "/disputes"),
        Shot("policies", "admin", "/policies", sample=True),
        Shot("policies-change", "admin", "/policies", prepare=scenes.change_policy),
        Shot("audit", "admin", "/audit", "main [aria-label='Audit log']:visible, main [aria-label]:visible"),
        Shot("system", "admin", "/system"),
        Shot("accuracy", "admin", "/accuracy"),
        Shot("check-in-rules", "admin", "/check-in-rules"),
        Shot("outbox", "admin", "/outbox"),
        Shot("outbox-mail", "admin", "/outbox", prepare=scenes.open_mail),
        Shot("account", "admin", "/account", sample=True),
        Shot("account-passkey", "admin", "/account", prepare=scenes.passkey),
        Shot("menu", "admin", "/courses", prepare=scenes.person_menu),
        Shot("design", "admin", "/design", sample=True),
        Shot("not-found", "admin", "/no-such-page", "h1"),
        Shot("person-not-found", "admin", "/people/00000000-0000-4000-8000-000000000000", "[role=alert]"),
    ]


def _teacher(at: Places, session: str, ended: str) -> list[Shot]:
    return [
        Shot("home-teacher", "teacher", "/", sample=True),
        Shot("timetable-teacher", "teacher", "/timetable"),
        Shot("sessions", "teacher", "/sessions"),
        Shot("new-session", "teacher", "/sessions/new"),
        Shot("session", "teacher", session, "main canvas", scenes.names, sample=True, moves=True),
        Shot("session-log", "teacher", session, "main canvas", scenes.to_the_end, moves=True),
        Shot("session-review", "teacher", session, prepare=scenes.review, moves=True),
        Shot("session-review-pick", "teacher", session, prepare=scenes.pick, moves=True),
        Shot("session-end", "teacher", session, prepare=scenes.opened("End session"), moves=True),
        Shot("session-ended", "teacher", ended, prepare=scenes.ended),
        Shot("session-why", "teacher", ended, prepare=scenes.why),
        Shot("session-not-found", "teacher", "/sessions/00000000-0000-4000-8000-000000000000"),
        Shot("session-code", "teacher", f"{session}/code", "h1", moves=True),
        Shot("session-roll-call", "teacher", f"{session}/roll-call", moves=True),
        Shot("course-teacher", "teacher", f"/courses/{at.course_id}"),
        Shot("person-as-teacher", "teacher", f"/people/{at.student_id}"),
        Shot("policies-teacher", "teacher", "/policies"),
        Shot("excuses-teacher", "teacher", "/excuses", prepare=scenes.choose_excuse),
        Shot("dispute", "teacher", f"/disputes/{at.dispute_id}"),
        Shot("kiosk", "kiosk", "/kiosk", "h1, button", sample=True, moves=True),
        Shot("kiosk-other-ways", "kiosk", "/kiosk", "h1, button", scenes.without_the_camera, moves=True),
        Shot("kiosk-asks", "kiosk", "/kiosk", "h1, button", scenes.check_in, moves=True),
        Shot("kiosk-pairing", "nobody", "/kiosk"),
        Shot("kiosk-code", "admin", "/rooms", prepare=scenes.kiosk_code),
    ]


def _student(at: Places) -> list[Shot]:
    return [
        Shot("today", "student", "/today"),
        Shot("check-in", "student", "/check-in"),
        Shot("check-in-refused", "student", "/check-in", prepare=scenes.wrong_code),
        Shot("my-attendance", "student", "/attendance", sample=True),
        Shot("my-mark", "student", f"/attendance/{at.ended_id}"),
        Shot("my-excuses", "student", "/excuses"),
        Shot("new-excuse", "student", "/excuses/new"),
        Shot("new-excuse-wrong", "student", "/excuses/new", prepare=scenes.send_nothing),
        Shot("my-disputes", "student", "/disputes"),
        Shot("my-dispute", "student", f"/disputes/{at.dispute_id}"),
        Shot("my-timetable", "student", "/timetable"),
        Shot("my-photos", "student", "/photos", "main img"),
        Shot("privacy", "student", "/privacy"),
        Shot("account-student", "student", "/account"),
        Shot("notices", "student", "/notices", sample=True),
        Shot("menu-student", "student", "/attendance", prepare=scenes.open_navigation),
    ]


def _troubles(at: Places) -> list[Shot]:
    """What is shown while nothing has come, and when nothing can."""
    pages: dict[str, tuple[Role, str]] = {
        "home-teacher": ("teacher", "/"),
        "sessions": ("teacher", "/sessions"),
        "people": ("admin", "/people"),
        "person": ("admin", f"/people/{at.student_id}"),
        "courses": ("admin", "/courses"),
        "course": ("admin", f"/courses/{at.course_id}"),
        "rooms": ("admin", "/rooms"),
        "training": ("admin", "/training"),
        "timetable": ("admin", "/timetable"),
        "year": ("admin", "/year"),
        "insight": ("admin", "/insight"),
        "policies": ("admin", "/policies"),
        "audit": ("admin", "/audit"),
        "outbox": ("admin", "/outbox"),
        "excuses": ("admin", "/excuses"),
        "disputes": ("admin", "/disputes"),
        "my-attendance": ("student", "/attendance"),
        "my-photos": ("student", "/photos"),
        "today": ("student", "/today"),
    }
    return [
        Shot(f"{name}-{trouble}", role, path, "main", trouble=trouble)
        for name, (role, path) in pages.items()
        for trouble in ("loading", "error")
    ]


def without_camera(at: Places) -> Shot:
    """What a teacher is told when the camera is gone."""
    path = f"/sessions/{at.session_id}"
    return Shot("session-camera-gone", "teacher", path, prepare=scenes.camera_gone, moves=True)
