"""Recognition put together by hand: config and workers in, what a server needs out."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

import grpc
from presence.attendance.v1 import attendance_service_pb2
from presence.identity.v1 import identity_service_pb2, people_service_pb2
from presence.recognition.v1 import (
    calibration_service_pb2,
    calibration_service_pb2_grpc,
    encoding_service_pb2,
    encoding_service_pb2_grpc,
    kiosk_service_pb2,
    kiosk_service_pb2_grpc,
    recognition_service_pb2,
    recognition_service_pb2_grpc,
)

from services.common.auth import TokenVerifier, keys_from
from services.common.background import running
from services.common.channels import open_channel
from services.common.interceptors.authentication import Verify
from services.common.listen import Listener
from services.common.postgres import open_database
from services.common.resealing import keep_resealing
from services.common.revocation_feed import GrpcRevocations
from services.common.revocations import Revocations
from services.common.serve import Step
from services.common.server import Register
from services.common.service_token import ServiceToken
from services.common.streams import Backoff
from services.common.upkeep import UpkeepLog
from services.recognition.adapters.attendance_client import AttendanceClient
from services.recognition.adapters.calibration_file import stream_policy
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.erasures import PostgresErasures
from services.recognition.adapters.gallery_store import PostgresGallery
from services.recognition.adapters.identity_client import IdentityPeople
from services.recognition.adapters.metrics import PrometheusTelemetry
from services.recognition.adapters.people_store import PostgresPeople
from services.recognition.adapters.publishing import GALLERY_CHANNEL
from services.recognition.adapters.review_reports import REVIEW_CHANNEL
from services.recognition.adapters.sample_store import PostgresSamples
from services.recognition.adapters.sealed_columns import SEALED_COLUMNS
from services.recognition.adapters.training_store import TRAINING_CHANNEL, PostgresTraining
from services.recognition.app.assignments import Assignments
from services.recognition.app.camera_streams import CameraStreams
from services.recognition.app.erasures import Erasures
from services.recognition.app.gallery import ServedGallery
from services.recognition.app.kiosks import Kiosks
from services.recognition.app.live import LiveView
from services.recognition.app.outbox import Outbox
from services.recognition.app.people import People
from services.recognition.app.pod import Pod, StreamLimits
from services.recognition.app.recent_work import RecentWork
from services.recognition.app.samples import Samples
from services.recognition.app.telemetry import Telemetry
from services.recognition.app.training import Training
from services.recognition.camera_wiring import CAMERA_CHANNELS, CameraParts, wire_cameras
from services.recognition.config import RecognitionConfig
from services.recognition.domain.vision import Vision
from services.recognition.gallery_wiring import GalleryParts, wire_gallery
from services.recognition.handlers.calibration import CalibrationHandler
from services.recognition.handlers.encoding import EncodingHandler
from services.recognition.handlers.kiosk import KioskHandler
from services.recognition.handlers.recognition import RecognitionHandler
from services.recognition.personal_wiring import personal_side
from services.recognition.review_wiring import ReviewParts, wire_reviews
from services.recognition.system_wiring import SystemParts, wire_system

NAME = "recognition"
MIGRATIONS = Path(__file__).with_name("migrations")

# Of the time there is for leaving, cameras get this share; attendance's last answers get the rest.
_CAMERAS_SHARE = 0.6


@dataclass(frozen=True)
class Service:
    """What `serve` is given."""

    pod: Pod
    streams: CameraStreams
    kiosks: Kiosks
    training: Training
    samples: Samples
    erasures: Erasures
    gallery: GalleryParts
    reviews: ReviewParts
    cameras: CameraParts
    system: SystemParts
    personal: Register
    verify: Verify
    revocations: Revocations
    drain_seconds: float

    def register(self, server: grpc.aio.Server) -> Sequence[str]:
        """Add the servicers."""
        recognition = RecognitionHandler(self.pod, self.streams)
        encoding = EncodingHandler(self.samples, self.erasures, self.training, self.pod.galleries)
        recognition_service_pb2_grpc.add_RecognitionServiceServicer_to_server(recognition, server)
        encoding_service_pb2_grpc.add_EncodingServiceServicer_to_server(encoding, server)
        calibration_service_pb2_grpc.add_CalibrationServiceServicer_to_server(CalibrationHandler(self.pod), server)
        kiosk = KioskHandler(self.kiosks, self.pod.assignments, self.pod.clock)
        kiosk_service_pb2_grpc.add_KioskServiceServicer_to_server(kiosk, server)
        return [
            recognition_service_pb2.DESCRIPTOR.services_by_name["RecognitionService"].full_name,
            encoding_service_pb2.DESCRIPTOR.services_by_name["EncodingService"].full_name,
            self.gallery.register(server, self.samples, self.training),
            self.reviews.register(server),
            self.cameras.register(server),
            kiosk_service_pb2.DESCRIPTOR.services_by_name["KioskService"].full_name,
            calibration_service_pb2.DESCRIPTOR.services_by_name["CalibrationService"].full_name,
            *self.system.register(server),
            *self.personal(server),
        ]

    async def ready(self) -> None:
        """Returns once the gallery is loaded."""
        await self.pod.galleries.loaded.wait()

    async def leave(self) -> None:
        """Let go of watchers, and leave a training run to the other pods."""
        self.pod.leaving.set()
        self.kiosks.leave()
        await self.training.stop()

    def on_drain(self) -> Sequence[Step]:
        """Leave the training run to others, ask cameras to go on elsewhere, and wait for attendance's answers."""
        return [
            self.leave,
            partial(self.streams.drain, self.drain_seconds * _CAMERAS_SHARE),
            self.reviews.desk.empty,
            self.pod.outbox.empty,
        ]


@asynccontextmanager
async def wired(
    config: RecognitionConfig, vision: Vision, limits: StreamLimits | None = None
) -> AsyncIterator[Service]:
    """The service with its followers running. The database must be migrated and the workers started."""
    dsn = config.database_url.get_secret_value()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(open_database(dsn, most_connections=config.most_connections))
        listener = await stack.enter_async_context(
            Listener(dsn, GALLERY_CHANNEL, TRAINING_CHANNEL, REVIEW_CHANNEL, *CAMERA_CHANNELS)
        )
        cipher = Cipher(config.encryption_keys)
        identity = await stack.enter_async_context(_channel(config, config.identity_target))
        attendance = AttendanceClient(await stack.enter_async_context(_attendance(config, identity)))
        own_identity = await stack.enter_async_context(_people(config, identity))
        feed = IdentityPeople(own_identity)
        revocations = Revocations()

        upkeep = UpkeepLog()
        work = RecentWork(PrometheusTelemetry(), time.monotonic)
        pod = _pod(config, vision, PostgresGallery(database, cipher), attendance, limits, work)
        people = People(PostgresPeople(database), feed)
        training = Training(
            PostgresTraining(database, cipher),
            pod,
            lambda: listener.changes(TRAINING_CHANNEL),
            f"{config.pod_name}/{uuid4()}",  # a restarted pod may have its old name
        )
        gallery = wire_gallery(database, cipher, pod, people, config.keep_versions)
        samples = Samples(PostgresSamples(database, cipher), people, pod, gallery.look_alikes, uuid4)

        reviews = wire_reviews(config, database, cipher, pod, listener, upkeep)
        cameras = wire_cameras(pod, database, listener, config.pod_name)

        followers = running(
            *reviews.works,
            *cameras.works,
            pod.galleries.follow(listener.changes(GALLERY_CHANNEL)),
            gallery.versions.keep(listener.changes(GALLERY_CHANNEL)),
            people.follow(Backoff()),
            pod.assignments.follow(attendance, Backoff(most_seconds=2.0)),
            pod.outbox.run(),
            training.keep(),
            revocations.follow(GrpcRevocations(own_identity)),
            *(
                [keep_resealing(database, cipher.sealer, SEALED_COLUMNS, upkeep)]
                if len(config.encryption_keys) > 1
                else ()
            ),
        )
        await stack.enter_async_context(followers)
        streams = CameraStreams(pod)
        yield Service(
            pod,
            streams,
            Kiosks(pod),
            training,
            samples,
            Erasures(PostgresErasures(database)),
            gallery,
            reviews,
            cameras,
            wire_system(config, database, MIGRATIONS, upkeep, pod, streams, work),
            personal_side(config, database, cipher),
            TokenVerifier(NAME, keys_from(identity), ended=revocations.check).verify,
            revocations,
            config.drain_seconds,
        )


def _pod(
    config: RecognitionConfig,
    vision: Vision,
    store: PostgresGallery,
    attendance: AttendanceClient,
    limits: StreamLimits | None,
    telemetry: Telemetry,
) -> Pod:
    return Pod(
        vision=vision,
        workers=config.workers,
        galleries=ServedGallery(store, config.encoder, vision.model_hash_of),
        assignments=Assignments(),
        outbox=Outbox(attendance, telemetry),
        live=LiveView(),
        telemetry=telemetry,
        history=attendance,
        limits=limits
        or StreamLimits(
            max_streams=config.max_streams,
            max_fps=config.max_fps,
            max_width_px=config.max_width_px,
            search_width_px=config.search_width_px,
        ),
        policy=stream_policy(config.calibration, config.target_fpir, vision),
    )


def _channel(config: RecognitionConfig, target: str) -> grpc.aio.Channel:
    return open_channel(
        target,
        services=[identity_service_pb2.DESCRIPTOR.services_by_name["IdentityService"]],
        ca=config.ca,
        plaintext_behind_mesh=config.plaintext_behind_mesh,
    )


def _people(config: RecognitionConfig, identity: grpc.aio.Channel) -> grpc.aio.Channel:
    return open_channel(
        config.identity_target,
        services=[people_service_pb2.DESCRIPTOR.services_by_name["PeopleService"]],
        token=ServiceToken(identity, name=NAME, key=config.service_key, audience="identity"),
        ca=config.ca,
        plaintext_behind_mesh=config.plaintext_behind_mesh,
    )


def _attendance(config: RecognitionConfig, identity: grpc.aio.Channel) -> grpc.aio.Channel:
    return open_channel(
        config.attendance_target,
        services=[attendance_service_pb2.DESCRIPTOR.services_by_name["AttendanceService"]],
        token=ServiceToken(identity, name=NAME, key=config.service_key, audience="attendance"),
        ca=config.ca,
        plaintext_behind_mesh=config.plaintext_behind_mesh,
    )
