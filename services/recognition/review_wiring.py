"""Reviews put together: what a stream asks, what people decide, and what follows of it."""

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta

import grpc
from presence.recognition.v1 import review_service_pb2, review_service_pb2_grpc

from services.common.listen import Listener
from services.common.postgres import Database
from services.common.upkeep import UpkeepLog
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.review_reports import REVIEW_CHANNEL
from services.recognition.adapters.review_store import PostgresReviews
from services.recognition.app.pod import Pod
from services.recognition.app.review_desk import ReviewDesk
from services.recognition.app.review_reports import ConfirmedSightings
from services.recognition.app.review_retention import ReviewRetention
from services.recognition.app.reviews import Reviews
from services.recognition.config import RecognitionConfig
from services.recognition.handlers.reviews import ReviewHandler


@dataclass(frozen=True)
class ReviewParts:
    """What the service serves and runs of reviews."""

    store: PostgresReviews
    reviews: Reviews
    desk: ReviewDesk
    retention: ReviewRetention
    works: tuple[Coroutine[object, object, None], ...]

    def register(self, server: grpc.aio.Server) -> str:
        """Add the servicer; its full name."""
        review_service_pb2_grpc.add_ReviewServiceServicer_to_server(ReviewHandler(self.reviews), server)
        return review_service_pb2.DESCRIPTOR.services_by_name["ReviewService"].full_name


def wire_reviews(
    config: RecognitionConfig, database: Database, cipher: Cipher, pod: Pod, listener: Listener, upkeep: UpkeepLog
) -> ReviewParts:
    """The pod's streams ask from now on; the works are the caller's to run."""
    store = PostgresReviews(database, cipher)
    desk = pod.reviews = ReviewDesk(store, pod.vision, pod.turns)
    confirmed = ConfirmedSightings(store, pod.outbox)
    retention = ReviewRetention(
        store, pod.clock, timedelta(days=config.review_days), timedelta(days=config.refused_face_days), upkeep
    )
    works = (
        desk.run(),
        confirmed.follow(listener.changes(REVIEW_CHANNEL)),
        confirmed.forget_answered(),
        retention.keep(),
    )
    return ReviewParts(store, Reviews(store, pod.galleries, pod.clock), desk, retention, works)
