"""gRPC statuses as problem documents."""

import json

import grpc
import pytest
import structlog
from google.protobuf import any_pb2, duration_pb2
from google.rpc import error_details_pb2, status_pb2
from pydantic import ValidationError

from gateway.dispatch import as_problem
from gateway.models.accounts import LoginRequest
from gateway.problems import PROBLEM_JSON, ProblemError, from_rpc, from_validation, problem_response
from services.common.errors import InvalidInput, PeerUnavailable
from services.common.status import to_status


def rpc_error(status: grpc.Status | None = None, **fields: object) -> grpc.aio.AioRpcError:
    trailing = grpc.aio.Metadata(*(status.trailing_metadata if status else ()))
    code = status.code if status else fields["code"]
    details = status.details if status else fields.get("details", "")
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), trailing, details=str(details))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (grpc.StatusCode.INVALID_ARGUMENT, 422),
        (grpc.StatusCode.UNAUTHENTICATED, 401),
        (grpc.StatusCode.PERMISSION_DENIED, 403),
        (grpc.StatusCode.NOT_FOUND, 404),
        (grpc.StatusCode.ALREADY_EXISTS, 409),
        (grpc.StatusCode.FAILED_PRECONDITION, 409),
        (grpc.StatusCode.ABORTED, 409),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, 429),
        (grpc.StatusCode.UNAVAILABLE, 503),
        (grpc.StatusCode.DEADLINE_EXCEEDED, 503),
    ],
)
def test_every_status_a_service_answers_with_has_its_http_status(code: grpc.StatusCode, status: int) -> None:
    problem = from_rpc(rpc_error(code=code, details="a sentence"))
    assert problem is not None
    assert problem.status == status


@pytest.mark.parametrize(
    "code",
    [grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.DATA_LOSS, grpc.StatusCode.UNIMPLEMENTED],
)
def test_a_fault_of_ours_is_never_told_in_its_own_words(code: grpc.StatusCode) -> None:
    problem = as_problem(rpc_error(code=code, details="the table marks has no column colour"))
    assert (problem.status, problem.detail) == (500, "internal error")
    assert as_problem(KeyError("colour")).detail == "internal error"


def test_a_services_reason_fields_and_field_error_are_kept() -> None:
    error = InvalidInput("page_size", "must be at most 200")
    problem = from_rpc(rpc_error(to_status(error, grpc.StatusCode.INVALID_ARGUMENT)))
    assert problem is not None
    assert problem.reason == "INVALID_INPUT"
    assert problem.detail == "page_size must be at most 200"
    assert [(one.field, one.message) for one in problem.errors] == [("page_size", "must be at most 200")]


def test_grpcs_own_words_about_sockets_are_not_passed_on() -> None:
    problem = from_rpc(rpc_error(code=grpc.StatusCode.UNAVAILABLE, details="failed to connect to 10.0.0.7:5001"))
    assert problem is not None
    assert "10.0.0.7" not in problem.detail
    assert problem_response(problem).headers["Retry-After"] == "2"


def test_when_to_try_again_is_rounded_up_to_seconds() -> None:
    retry = error_details_pb2.RetryInfo(retry_delay=duration_pb2.Duration(seconds=4, nanos=1))
    packed = any_pb2.Any()
    packed.Pack(retry)
    status = status_pb2.Status(code=8, message="wait", details=[packed])
    trailing = grpc.aio.Metadata(("grpc-status-details-bin", status.SerializeToString()))
    error = grpc.aio.AioRpcError(grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.aio.Metadata(), trailing, details="wait")
    assert problem_response(as_problem(error)).headers["Retry-After"] == "5"


def test_identity_being_away_is_unavailable_and_not_a_fault() -> None:
    assert as_problem(PeerUnavailable()).status == 503


def test_a_browser_that_goes_away_is_no_fault_of_ours() -> None:
    with structlog.testing.capture_logs() as logged:
        assert as_problem(ConnectionResetError()).reason == "BROKEN_OFF"
    assert not logged


def test_a_problem_document_has_the_members_of_the_standard() -> None:
    response = problem_response(ProblemError(409, "SESSION_ALREADY_OPEN", "the room is taken", {"room_id": "7"}))
    assert response.content_type == PROBLEM_JSON
    assert isinstance(response.body, bytes)
    document = json.loads(response.body)
    assert document["type"] == "urn:presence:problem:session-already-open"
    assert (document["title"], document["status"], document["detail"]) == ("Conflict", 409, "the room is taken")
    assert document["metadata"] == {"room_id": "7"}


def test_what_was_wrong_with_a_password_does_not_repeat_the_password() -> None:
    with pytest.raises(ValidationError) as wrong:
        LoginRequest.model_validate_json(b'{"email": "no address", "password": ["hunter2"]}', strict=True)
    problem = from_validation(wrong.value)
    assert {one.field for one in problem.errors} == {"email", "password"}
    assert "hunter2" not in repr(problem)
