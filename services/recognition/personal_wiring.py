"""What gives people their own data, put together by hand."""

from collections.abc import Sequence

import grpc
from presence.recognition.v1 import personal_data_service_pb2_grpc

from services.common.personal_data import PersonalData
from services.common.postgres import Database
from services.common.server import Register
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.personal_data import PhotosOf, data_sets
from services.recognition.adapters.sample_store import PostgresSamples
from services.recognition.config import RecognitionConfig
from services.recognition.handlers.personal_data import NAME, PersonalDataServicer


def personal_side(config: RecognitionConfig, database: Database, cipher: Cipher) -> Register:
    """All of it on one database."""
    given = data_sets(review_days=config.review_days, refused_face_days=config.refused_face_days)
    photos = PhotosOf(database, PostgresSamples(database, cipher))
    servicer = PersonalDataServicer(PersonalData(database, given, photos))

    def add(server: grpc.aio.Server) -> Sequence[str]:
        personal_data_service_pb2_grpc.add_PersonalDataServiceServicer_to_server(servicer, server)
        return [NAME]

    return add
