"""MailService."""

from presence.identity.v1 import mail_service_pb2 as pb
from presence.identity.v1 import mail_service_pb2_grpc

from services.common.interceptors.wrap import Context
from services.common.timestamps import timestamp
from services.identity.app.outbox import Mails
from services.identity.domain.mail import Mail, MailState
from services.identity.handlers import access
from services.identity.handlers.convert import page_size_of, page_token, place_of, uuid_of

NAME = pb.DESCRIPTOR.services_by_name["MailService"].full_name
PAGE_SIZE_MAX = 200

_STATES = {
    MailState.WAITING: pb.MAIL_STATE_WAITING,
    MailState.SENT: pb.MAIL_STATE_SENT,
    MailState.GIVEN_UP: pb.MAIL_STATE_GIVEN_UP,
}


class MailHandlers(mail_service_pb2_grpc.MailServiceServicer):
    """See the comments of the service."""

    def __init__(self, mails: Mails) -> None:
        self._mails = mails

    async def ListMails(self, request: pb.ListMailsRequest, context: Context) -> pb.ListMailsResponse:
        access.administrator("see the outbox")
        place = place_of(request.page_token, 1)
        after = uuid_of("page_token", place[0]) if place else None
        page = await self._mails.list(after, min(page_size_of(request.page_size), PAGE_SIZE_MAX))
        return pb.ListMailsResponse(
            mails=[_message(mail, subject) for mail, subject in page.mails],
            next_page_token=page_token([str(page.next_place)] if page.next_place else None),
            server_configured=self._mails.server_configured,
        )

    async def GetMail(self, request: pb.GetMailRequest, context: Context) -> pb.GetMailResponse:
        by = access.administrator("read mails that could not be sent")
        mail, text = await self._mails.read(uuid_of("mail_id", request.mail_id), by)
        return pb.GetMailResponse(mail=_message(mail, text.subject, text.text))

    async def RetryMail(self, request: pb.RetryMailRequest, context: Context) -> pb.RetryMailResponse:
        access.administrator("send mails again")
        mail, subject = await self._mails.retry(uuid_of("mail_id", request.mail_id))
        return pb.RetryMailResponse(mail=_message(mail, subject))


def _message(mail: Mail, subject: str, text: str = "") -> pb.Mail:
    return pb.Mail(
        mail_id=str(mail.mail_id),
        to_address=mail.letter.to_address,
        subject=subject,
        state=_STATES[mail.state],
        create_time=timestamp(mail.create_time),
        send_time=timestamp(mail.send_time),
        attempts=mail.attempts,
        last_problem=mail.last_problem,
        text=text,
    )
