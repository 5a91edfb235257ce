"""The outbox."""

from presence.identity.v1 import mail_service_pb2 as mail

from gateway.convert.accounts import mail_of
from gateway.models.base import Nothing, PageQuery
from gateway.models.mails import Mail, MailPage
from gateway.routes.route import ADMINS, Call, Route, Routes


async def list_mails(call: Call[PageQuery]) -> MailPage:
    """A page of mails, without their text."""
    answer = await call.ask(
        call.services.mails.ListMails,
        mail.ListMailsRequest(page_size=call.input.page_size, page_token=call.input.page_token),
    )
    return MailPage(
        items=[mail_of(one) for one in answer.mails],
        next_page_token=answer.next_page_token,
        server_configured=answer.server_configured,
    )


async def get_mail(call: Call[Nothing]) -> Mail:
    """A mail with its text, where no mail server is configured."""
    answer = await call.ask(call.services.mails.GetMail, mail.GetMailRequest(mail_id=call.id("mail_id")))
    return mail_of(answer.mail)


async def retry_mail(call: Call[Nothing]) -> Mail:
    """Tries a mail again that was given up."""
    answer = await call.ask(call.services.mails.RetryMail, mail.RetryMailRequest(mail_id=call.id("mail_id")))
    return mail_of(answer.mail)


ROUTES: Routes = (
    Route("GET", "/mails", list_mails, PageQuery, MailPage, "Mails that wait, were sent or given up", ADMINS),
    Route("GET", "/mails/{mail_id}", get_mail, Nothing, Mail, "A mail with its text", ADMINS),
    Route("POST", "/mails/{mail_id}/retry", retry_mail, Nothing, Mail, "Try a mail again", ADMINS),
)
