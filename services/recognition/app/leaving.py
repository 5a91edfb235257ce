"""Long streams of a pod that goes away."""

import asyncio
from collections.abc import AsyncGenerator
from typing import TypeVar

from services.common.ending import until_set
from services.recognition.app.errors import PodLeaving

T = TypeVar("T")


def until_leaving(source: AsyncGenerator[T, None], leaving: asyncio.Event) -> AsyncGenerator[T, None]:
    """The source's items; PodLeaving as soon as the pod leaves, so that the reader goes on elsewhere."""
    return until_set(source, leaving, PodLeaving)
