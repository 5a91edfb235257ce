"""Every route of the REST API and every WebSocket: what is registered is what is documented."""

from gateway.models.base import Nothing
from gateway.models.cameras import CameraHealthMessage
from gateway.models.kiosk import KioskEvent, KioskOpen
from gateway.models.pictures import PictureHead, ViewHeartbeatEvent, WebcamEvent, WebcamOpen
from gateway.models.sessions import SessionEvent, SessionEventsQuery
from gateway.models.training import TrainingEvent
from gateway.routes import (
    accounts,
    accuracy,
    audit,
    calendar,
    calibration,
    camera_health,
    cameras,
    check_in,
    consents,
    courses,
    disputes,
    excuses,
    faces,
    gallery,
    history,
    insight,
    kiosk,
    login,
    logins,
    mails,
    notices,
    oidc,
    people,
    personal_data,
    policies,
    reports,
    reset,
    reviews,
    rooms,
    sessions,
    students,
    system,
    timetable,
    training,
    transfer,
)
from gateway.routes.route import ADMINS, STAFF, Routes, SocketRoute, SocketRoutes

BASE = "/api/v1"

ROUTES: Routes = (
    *login.ROUTES,
    *oidc.ROUTES,
    *reset.ROUTES,
    *accounts.ROUTES,
    *logins.ROUTES,
    *transfer.ROUTES,  # before people: /people/export.csv is no person
    *people.ROUTES,
    *consents.ROUTES,
    *personal_data.ROUTES,
    *faces.ROUTES,
    *training.ROUTES,
    *gallery.ROUTES,
    *calibration.ROUTES,
    *accuracy.ROUTES,
    *system.ROUTES,
    *courses.ROUTES,
    *rooms.ROUTES,
    *calendar.ROUTES,
    *timetable.ROUTES,
    *cameras.ROUTES,
    *camera_health.ROUTES,
    *sessions.ROUTES,
    *policies.ROUTES,
    *check_in.ROUTES,
    *kiosk.ROUTES,
    *history.ROUTES,
    *reviews.ROUTES,
    *students.ROUTES,
    *notices.ROUTES,
    *insight.ROUTES,
    *reports.ROUTES,
    *excuses.ROUTES,
    *disputes.ROUTES,
    *audit.ROUTES,
    *mails.ROUTES,
)

SOCKETS: SocketRoutes = (
    SocketRoute(
        "session_events",
        "/sessions/{session_id}/events",
        SessionEventsQuery,
        "Follow a session: a snapshot, then every change",
        STAFF,
        sends=SessionEvent,
    ),
    SocketRoute(
        "camera_health",
        "/sessions/{session_id}/camera-health",
        Nothing,
        "Which of a session's cameras are in trouble now, and again whenever that changes",
        STAFF,
        sends=CameraHealthMessage,
    ),
    SocketRoute(
        "training_events",
        "/training-runs/{request_id}/events",
        Nothing,
        "Follow a training run from its beginning",
        ADMINS,
        sends=TrainingEvent,
    ),
    SocketRoute(
        "camera_view",
        "/cameras/{camera_id}/view",
        Nothing,
        "A camera's live picture: binary messages of a 4-byte big-endian length, a JSON head and the JPEG",
        STAFF,
        sends=ViewHeartbeatEvent,
        sends_binary=PictureHead,
    ),
    SocketRoute(
        "camera_webcam",
        "/cameras/{camera_id}/webcam",
        Nothing,
        "The browser's webcam as this camera: text WebcamOpen, then binary messages of an 8-byte big-endian sequence, "
        "an 8-byte big-endian capture time in ms since 1970, and a JPEG of at most 1 MiB",
        STAFF,
        sends=WebcamEvent,
        receives=WebcamOpen,
    ),
    SocketRoute(
        "kiosk",
        "/kiosk/check-in",
        Nothing,
        "One person checks in before this kiosk: text KioskOpen, then binary messages of an 8-byte big-endian "
        "sequence, an 8-byte big-endian capture time in ms since 1970, and a JPEG of at most 1 MiB",
        kiosk.KIOSKS,
        sends=KioskEvent,
        receives=KioskOpen,
    ),
)
