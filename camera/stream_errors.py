"""How a stream ends before its time."""

from __future__ import annotations

import grpc


class StreamBroken(Exception):
    """The stream ended before its time; open another."""


class Drained(Exception):
    """The pod is leaving; open a stream elsewhere, without waiting."""


def first_of(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The error that says most: the server's own answer before what followed from it."""
    errors: list[BaseException] = []
    pending: list[BaseException] = [group]
    while pending:
        error = pending.pop()
        if isinstance(error, BaseExceptionGroup):
            pending.extend(error.exceptions)
        else:
            errors.append(error)
    for kind in (Drained, grpc.aio.AioRpcError):
        for error in errors:
            if isinstance(error, kind):
                return error
    return errors[0]
