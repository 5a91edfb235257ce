"""Whatever is wrong with a photo has a word in every contract on its way to the page."""

from typing import get_args

import pytest
from presence.recognition.v1 import encoding_service_pb2 as pb

from gateway.convert.faces import sample_of, training_event_of
from gateway.models.training import RejectReason as RestReason
from services.recognition.app.training_events import RejectReason, SampleRejected
from services.recognition.domain.enrolment import Rejection
from services.recognition.handlers.training_messages import REJECT_REASONS, event_message


@pytest.mark.parametrize("rejection", Rejection)
def test_what_a_photo_is_refused_for_is_a_reason_of_training_too(rejection: Rejection) -> None:
    assert RejectReason(rejection.value)


@pytest.mark.parametrize("reason", RejectReason)
def test_every_reason_reaches_the_page(reason: RejectReason) -> None:
    message = event_message(SampleRejected("sample", "person", reason, "why"))
    assert message.rejected.reason != pb.REJECT_REASON_UNSPECIFIED
    event = training_event_of(message)
    assert event.type == "rejected"
    assert event.reason == reason.value
    assert event.reason in get_args(RestReason)
    kept = sample_of(pb.FaceSample(reject_reason=REJECT_REASONS[reason]))
    assert kept.reject_reason == reason.value


def test_a_photo_that_was_not_set_aside_has_no_reason() -> None:
    assert sample_of(pb.FaceSample()).reject_reason is None
