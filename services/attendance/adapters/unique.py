"""What is there once only, as the database holds it to."""

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from services.common.errors import DomainError


@contextmanager
def unique(constraint: str, taken: DomainError) -> Iterator[None]:
    """Raises `taken` where the constraint of that name would be broken; what breaks another goes on."""
    try:
        yield
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name != constraint:
            raise
        raise taken from None
