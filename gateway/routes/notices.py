"""What people are told, in which language, and the browsers it is pushed to."""

import base64
from uuid import UUID

from presence.identity.v1 import account_service_pb2 as account
from presence.identity.v1 import notice_service_pb2 as notice
from presence.identity.v1 import push_service_pb2 as push

from gateway.convert.common import time_if_set, time_of
from gateway.models.base import Nothing
from gateway.models.notices import (
    NoticeChannels,
    NoticeSettings,
    PushKey,
    PushSubscription,
    PushSubscriptions,
    SetLanguage,
    SetNoticeChannels,
    SetNoticeSettings,
    SubscribePush,
)
from gateway.routes.route import EVERYBODY, Call, Route, Routes


async def get_notices(call: Call[Nothing]) -> NoticeSettings:
    """What the person wants to be told."""
    request = notice.GetNoticeSettingsRequest(person_id=call.id("person_id"))
    return _settings((await call.ask(call.services.notices.GetNoticeSettings, request)).settings)


async def set_notices(call: Call[SetNoticeSettings]) -> NoticeSettings:
    """Switches notices on or off."""
    wanted = notice.NoticeSettings(
        at_risk=_wanted(call.input.at_risk),
        marked_absent=_wanted(call.input.marked_absent),
        guardian=call.input.guardian,
    )
    request = notice.SetNoticeSettingsRequest(person_id=call.id("person_id"), settings=wanted)
    return _settings((await call.ask(call.services.notices.SetNoticeSettings, request)).settings)


async def set_language(call: Call[SetLanguage]) -> None:
    """From now on."""
    await call.ask(call.services.accounts.SetLanguage, account.SetLanguageRequest(language=call.input.language))


async def get_push_key(call: Call[Nothing]) -> PushKey:
    """The public half of the key that messages are signed with."""
    answer = await call.ask(call.services.push.GetPushKey, push.GetPushKeyRequest())
    return PushKey(public_key=base64.urlsafe_b64encode(answer.public_key).decode().rstrip("="))


async def subscribe(call: Call[SubscribePush]) -> PushSubscription:
    """The browser is this person's from now on."""
    request = push.AddPushSubscriptionRequest(
        endpoint=call.input.endpoint,
        p256dh=_bytes(call.input.keys.p256dh),
        auth=_bytes(call.input.keys.auth),
        label=call.client.user_agent,
    )
    return _subscription((await call.ask(call.services.push.AddPushSubscription, request)).subscription)


async def list_subscriptions(call: Call[Nothing]) -> PushSubscriptions:
    """One's own browsers."""
    answer = await call.ask(call.services.push.ListPushSubscriptions, push.ListPushSubscriptionsRequest())
    return PushSubscriptions(items=[_subscription(one) for one in answer.subscriptions])


async def unsubscribe(call: Call[Nothing]) -> None:
    """Nothing is pushed there any more."""
    request = push.DeletePushSubscriptionRequest(subscription_id=call.id("subscription_id"))
    await call.ask(call.services.push.DeletePushSubscription, request)


async def try_push(call: Call[Nothing]) -> None:
    """Pushes a word to try it."""
    request = push.SendTestPushRequest(subscription_id=call.id("subscription_id"))
    await call.ask(call.services.push.SendTestPush, request)


def _wanted(channels: SetNoticeChannels | None) -> notice.NoticeChannels | None:
    return notice.NoticeChannels(mail=channels.mail, push=channels.push) if channels is not None else None


def _settings(message: notice.NoticeSettings) -> NoticeSettings:
    return NoticeSettings(
        at_risk=NoticeChannels(mail=message.at_risk.mail, push=message.at_risk.push),
        marked_absent=NoticeChannels(mail=message.marked_absent.mail, push=message.marked_absent.push),
        guardian=message.guardian,
    )


def _subscription(message: push.PushSubscription) -> PushSubscription:
    return PushSubscription(
        subscription_id=UUID(message.subscription_id),
        user_agent=message.label,
        endpoint_sha256=message.endpoint_sha256.hex(),
        create_time=time_of(message.create_time),
        last_success_time=time_if_set(message, "last_success_time"),
    )


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))


OF = "/people/{person_id}/notices"
ONE = "/push/subscriptions/{subscription_id}"

ROUTES: Routes = (
    Route("GET", OF, get_notices, Nothing, NoticeSettings, "What somebody is told", EVERYBODY),
    Route("PUT", OF, set_notices, SetNoticeSettings, NoticeSettings, "Switch notices on or off", EVERYBODY),
    Route("PUT", "/me/language", set_language, SetLanguage, None, "Choose one's language", EVERYBODY),
    Route("GET", "/push/key", get_push_key, Nothing, PushKey, "What a browser is given to subscribe", EVERYBODY),
    Route("GET", "/push/subscriptions", list_subscriptions, Nothing, PushSubscriptions, "One's browsers", EVERYBODY),
    Route(
        "POST",
        "/push/subscriptions",
        subscribe,
        SubscribePush,
        PushSubscription,
        "Have notices pushed to a browser",
        EVERYBODY,
        status=201,
    ),
    Route("DELETE", ONE, unsubscribe, Nothing, None, "Push nothing there any more", EVERYBODY),
    Route("POST", f"{ONE}/test", try_push, Nothing, None, "Push a word to try it", EVERYBODY),
)
