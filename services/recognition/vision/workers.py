"""Inference in spawned processes: the event loop never decodes, encodes or infers."""

from pathlib import Path

from services.recognition.domain.enrolment import EnrolmentVerdict
from services.recognition.domain.faces import Crops, Detector, Encodings, FrameFaces, Thumbnail


class VisionWorkers:
    """Implements domain.vision.Vision on a pool of processes that each hold the models and one thread.

    At most `max_jobs` jobs wait or run; one more raises VisionOverloaded at once, so that the caller drops the frame.
    A pool broken by a dying process is rebuilt and the job tried once more.
    """

    def __init__(self, model_cache: Path, processes: int, max_jobs: int) -> None:
        """`model_cache` is a folder of ours where converted weights are kept; nothing starts before `start`."""
        raise NotImplementedError

    async def start(self) -> None:
        """Convert the weights if need be, spawn all processes and load the models in each.

        Call before the gRPC server starts. Raises ModelMissing.
        """
        raise NotImplementedError

    async def close(self) -> None:
        """Finish running jobs and end the processes."""
        raise NotImplementedError

    @property
    def model_hash(self) -> str:
        raise NotImplementedError

    async def detect(
        self, jpeg: bytes, detector: Detector, max_width_px: int, still_reference: Thumbnail | None = None
    ) -> FrameFaces:
        raise NotImplementedError

    async def encode(self, crops: Crops) -> Encodings:
        raise NotImplementedError

    async def judge(self, image: bytes) -> EnrolmentVerdict:
        raise NotImplementedError
