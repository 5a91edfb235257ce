"""Domain errors become a status with ErrorInfo, and callers get back what was raised."""

from dataclasses import dataclass

import grpc
import pytest

from services.common.errors import DatabaseUnavailable, DomainError, InvalidInput, error_fields, error_reason
from services.common.status import StatusTable, code_for, fields_of, reason_of, retry_after_of, to_status


@dataclass
class RoomTaken(DomainError):
    room_id: str

    def __str__(self) -> str:
        return f"room {self.room_id} is taken"


@dataclass
class RoomTakenByExam(RoomTaken):
    pass


@dataclass
class TooManyTries(DomainError):
    retry_after_seconds: float


class NeverListed(DomainError):
    pass


def as_seen_by_the_caller(error: DomainError, code: grpc.StatusCode) -> grpc.aio.AioRpcError:
    status = to_status(error, code)
    return grpc.aio.AioRpcError(
        status.code, grpc.aio.Metadata(), grpc.aio.Metadata(*status.trailing_metadata), status.details
    )


def test_the_reason_is_the_class_name_in_upper_snake_case() -> None:
    assert error_reason(RoomTakenByExam("4")) == "ROOM_TAKEN_BY_EXAM"
    assert error_reason(NeverListed()) == "NEVER_LISTED"


def test_the_fields_are_text_in_their_order() -> None:
    assert list(error_fields(InvalidInput("email", "is empty")).items()) == [("field", "email"), ("reason", "is empty")]
    assert error_fields(NeverListed()) == {}


def test_the_caller_reads_reason_fields_and_sentence() -> None:
    error = as_seen_by_the_caller(RoomTaken("4b"), grpc.StatusCode.FAILED_PRECONDITION)
    assert error.code() is grpc.StatusCode.FAILED_PRECONDITION
    assert error.details() == "room 4b is taken"
    assert reason_of(error) == "ROOM_TAKEN"
    assert fields_of(error) == {"room_id": "4b"}
    assert retry_after_of(error) is None


def test_the_caller_reads_how_long_to_wait() -> None:
    error = as_seen_by_the_caller(TooManyTries(2.5), grpc.StatusCode.RESOURCE_EXHAUSTED)
    assert retry_after_of(error) == pytest.approx(2.5)


def test_an_error_without_details_has_no_reason() -> None:
    error = grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), grpc.aio.Metadata(), "gone")
    assert reason_of(error) is None
    assert fields_of(error) == {}


def test_details_that_do_not_fit_the_message_are_not_believed() -> None:
    status = to_status(RoomTaken("4b"), grpc.StatusCode.FAILED_PRECONDITION)
    trailing = grpc.aio.Metadata(*status.trailing_metadata)
    error = grpc.aio.AioRpcError(grpc.StatusCode.UNAVAILABLE, grpc.aio.Metadata(), trailing, "from a proxy")
    assert reason_of(error) is None


def test_a_subclass_takes_its_base_class_code_unless_it_is_listed_itself() -> None:
    table: dict[type[DomainError], grpc.StatusCode] = {RoomTaken: grpc.StatusCode.FAILED_PRECONDITION}
    assert code_for(RoomTakenByExam("4"), table) is grpc.StatusCode.FAILED_PRECONDITION
    table[RoomTakenByExam] = grpc.StatusCode.ABORTED
    assert code_for(RoomTakenByExam("4"), table) is grpc.StatusCode.ABORTED
    assert code_for(RoomTaken("4"), table) is grpc.StatusCode.FAILED_PRECONDITION


def test_a_service_may_overrule_a_common_code() -> None:
    assert code_for(InvalidInput("a", "b"), {}) is grpc.StatusCode.INVALID_ARGUMENT
    table: StatusTable = {InvalidInput: grpc.StatusCode.OUT_OF_RANGE}
    assert code_for(InvalidInput("a", "b"), table) is grpc.StatusCode.OUT_OF_RANGE
    assert code_for(DatabaseUnavailable(), table) is grpc.StatusCode.UNAVAILABLE


def test_an_error_in_no_table_has_no_code() -> None:
    assert code_for(NeverListed(), {}) is None
