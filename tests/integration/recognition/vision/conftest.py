"""Real models in real worker processes, and photos that come in packages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from cli.demo.faces import PEOPLE, FacesUnavailable, PackagedPerson, fetch
from services.recognition.vision.inference import Inference
from services.recognition.vision.models import prepare_models
from services.recognition.vision.workers import VisionWorkers


@pytest.fixture(scope="session")
async def workers(model_cache: Path) -> AsyncIterator[VisionWorkers]:
    workers = VisionWorkers(model_cache, processes=1, max_jobs=4)
    await workers.start()
    yield workers
    await workers.close()


@pytest.fixture(scope="session")
def inference(model_cache: Path) -> Inference:
    """The same code in this process."""
    return Inference(prepare_models(model_cache))


@pytest.fixture(scope="session")
def people() -> dict[str, PackagedPerson]:
    return {person.key: person for person in PEOPLE}


@pytest.fixture(scope="session")
def photos(people: dict[str, PackagedPerson]) -> dict[str, list[bytes]]:
    """Person → PNG files: those to enrol with, then the one to be seen with."""
    try:
        files = fetch()
    except FacesUnavailable as error:
        pytest.skip(f"the packages that carry photos cannot be fetched: {error}")
    return {
        key: [files[photo].read_bytes() for photo in (*person.enrol, person.seen)] for key, person in people.items()
    }
