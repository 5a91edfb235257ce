"""The gallery's history, look-alikes and imports, put together by hand."""

from dataclasses import dataclass

import grpc
from presence.recognition.v1 import gallery_service_pb2, gallery_service_pb2_grpc

from services.common.postgres import Database
from services.recognition.adapters.cipher import Cipher
from services.recognition.adapters.gallery_versions import PostgresVersions
from services.recognition.adapters.import_store import PostgresImports
from services.recognition.adapters.look_alike_store import PostgresLookAlikes
from services.recognition.adapters.sample_store import PostgresSamples
from services.recognition.app.encodings_import import EncodingsImport
from services.recognition.app.gallery_versions import GalleryVersions
from services.recognition.app.look_alikes import LookAlikes
from services.recognition.app.people import People
from services.recognition.app.pod import Pod
from services.recognition.app.samples import Samples
from services.recognition.app.training import Training
from services.recognition.handlers.gallery import GalleryHandler


@dataclass(frozen=True)
class GalleryParts:
    """What administrators do with the gallery."""

    pod: Pod
    versions: GalleryVersions
    look_alikes: LookAlikes
    imports: EncodingsImport

    def register(self, server: grpc.aio.Server, samples: Samples, training: Training) -> str:
        """Add the servicer; its name."""
        handler = GalleryHandler(self.pod, self.versions, self.look_alikes, samples, training, self.imports)
        gallery_service_pb2_grpc.add_GalleryServiceServicer_to_server(handler, server)
        return gallery_service_pb2.DESCRIPTOR.services_by_name["GalleryService"].full_name


def wire_gallery(database: Database, cipher: Cipher, pod: Pod, people: People, keep_versions: int) -> GalleryParts:
    """Over stores in PostgreSQL; `versions.keep` has to be run beside it."""
    return GalleryParts(
        pod,
        GalleryVersions(PostgresVersions(database, cipher), pod, keep_versions),
        LookAlikes(PostgresLookAlikes(database), pod.galleries, PostgresSamples(database, cipher)),
        EncodingsImport(PostgresImports(database, cipher), people, pod),
    )
