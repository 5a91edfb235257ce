"""Consent over time, receipts of what was erased, and a guardian's word by link."""

import grpc
from presence.identity.v1 import people_service_pb2 as people
from presence.recognition.v1 import encoding_service_pb2 as encoding

from gateway.consent import consent_text
from gateway.convert.accounts import consent_record_of, erasure_of
from gateway.convert.common import time_of
from gateway.models.base import Nothing
from gateway.models.consents import (
    ConsentRecordList,
    ErasureList,
    GuardianAnswer,
    GuardianAsked,
    GuardianConsent,
    GuardianConsentLookup,
    GuardianConsentRequest,
)
from gateway.routes.entering import CREDENTIALS_BYTES_MAX
from gateway.routes.route import EVERYBODY, PUBLIC, Call, Route, Routes


async def list_consents(call: Call[Nothing]) -> ConsentRecordList:
    """What a person agreed to and withdrew."""
    answer = await call.ask(
        call.services.people.ListConsents, people.ListConsentsRequest(person_id=call.id("person_id"))
    )
    return ConsentRecordList(items=[consent_record_of(one) for one in answer.records])


async def list_erasures(call: Call[Nothing]) -> ErasureList:
    """The receipts; nothing having been erased yet is an empty list."""
    try:
        answer = await call.ask(
            call.services.encodings.GetErasureReceipt, encoding.GetErasureReceiptRequest(person_id=call.id("person_id"))
        )
    except grpc.aio.AioRpcError as error:
        if error.code() is grpc.StatusCode.NOT_FOUND:
            return ErasureList(items=[])
        raise
    return ErasureList(items=[erasure_of(one) for one in answer.erasures])


async def ask_guardian(call: Call[GuardianConsentRequest]) -> GuardianAsked:
    """Has a link mailed to the guardian."""
    answer = await call.ask(
        call.services.people.RequestGuardianConsent,
        people.RequestGuardianConsentRequest(person_id=call.id("person_id"), text_version=call.input.text_version),
    )
    return GuardianAsked(expire_time=time_of(answer.expire_time))


async def look_up_guardian_consent(call: Call[GuardianConsentLookup]) -> GuardianConsent:
    """What a guardian's link asks for. The token comes in a body because addresses end up in logs."""
    answer = await call.ask_publicly(
        call.own.people.GetGuardianConsent, people.GetGuardianConsentRequest(guardian_token=call.input.token)
    )
    return GuardianConsent(
        display_name=answer.display_name,
        guardian_name=answer.guardian_name,
        text_version=answer.text_version,
        text=consent_text(answer.text_version),
    )


async def answer_as_guardian(call: Call[GuardianAnswer]) -> None:
    """Records the guardian's word."""
    await call.ask_publicly(
        call.own.people.ConfirmGuardianConsent,
        people.ConfirmGuardianConsentRequest(guardian_token=call.input.token, granted=call.input.granted),
    )


ONE = "/people/{person_id}"

ROUTES: Routes = (
    Route("GET", f"{ONE}/consents", list_consents, Nothing, ConsentRecordList, "Consent over time", EVERYBODY),
    Route("GET", f"{ONE}/erasures", list_erasures, Nothing, ErasureList, "What was erased, and when", EVERYBODY),
    Route(
        "POST",
        f"{ONE}/guardian-consent",
        ask_guardian,
        GuardianConsentRequest,
        GuardianAsked,
        "Mail a minor's guardian a link",
        EVERYBODY,
    ),
    Route(
        "POST",
        "/guardian-consent/lookup",
        look_up_guardian_consent,
        GuardianConsentLookup,
        GuardianConsent,
        "What a guardian's link asks for",
        PUBLIC,
        body_bytes_max=CREDENTIALS_BYTES_MAX,
    ),
    Route(
        "POST",
        "/guardian-consent",
        answer_as_guardian,
        GuardianAnswer,
        None,
        "The guardian's word",
        PUBLIC,
        body_bytes_max=CREDENTIALS_BYTES_MAX,
    ),
)
