"""PushService: each person's own browsers."""

from uuid import UUID

from presence.identity.v1 import push_service_pb2 as pb
from presence.identity.v1 import push_service_pb2_grpc

from services.common.interceptors.wrap import Context
from services.common.timestamps import timestamp
from services.identity.app.push import Push
from services.identity.domain.push import PushSubscription, PushTarget
from services.identity.handlers import access
from services.identity.handlers.convert import uuid_of

NAME = pb.DESCRIPTOR.services_by_name["PushService"].full_name


class PushHandlers(push_service_pb2_grpc.PushServiceServicer):
    """See the comments of the service."""

    def __init__(self, push: Push) -> None:
        self._push = push

    async def GetPushKey(self, request: pb.GetPushKeyRequest, context: Context) -> pb.GetPushKeyResponse:
        access.somebody("have notices pushed")
        return pb.GetPushKeyResponse(public_key=(await self._push.key()).public_key)

    async def AddPushSubscription(
        self, request: pb.AddPushSubscriptionRequest, context: Context
    ) -> pb.AddPushSubscriptionResponse:
        caller = access.somebody("have notices pushed")
        target = PushTarget(request.endpoint, request.p256dh, request.auth)
        made = await self._push.subscribe(UUID(caller.subject), target, request.label)
        return pb.AddPushSubscriptionResponse(subscription=_message(made))

    async def ListPushSubscriptions(
        self, request: pb.ListPushSubscriptionsRequest, context: Context
    ) -> pb.ListPushSubscriptionsResponse:
        caller = access.somebody("see browsers")
        found = await self._push.browsers(UUID(caller.subject))
        return pb.ListPushSubscriptionsResponse(subscriptions=[_message(one) for one in found])

    async def DeletePushSubscription(
        self, request: pb.DeletePushSubscriptionRequest, context: Context
    ) -> pb.DeletePushSubscriptionResponse:
        caller = access.somebody("remove browsers")
        await self._push.unsubscribe(UUID(caller.subject), uuid_of("subscription_id", request.subscription_id))
        return pb.DeletePushSubscriptionResponse()

    async def SendTestPush(self, request: pb.SendTestPushRequest, context: Context) -> pb.SendTestPushResponse:
        caller = access.somebody("try push")
        await self._push.test(UUID(caller.subject), uuid_of("subscription_id", request.subscription_id))
        return pb.SendTestPushResponse()


def _message(subscription: PushSubscription) -> pb.PushSubscription:
    return pb.PushSubscription(
        subscription_id=str(subscription.subscription_id),
        label=subscription.label,
        endpoint_sha256=subscription.digest,
        create_time=timestamp(subscription.create_time),
        last_success_time=timestamp(subscription.last_success_time),
    )
