"""DeviceService."""

from presence.identity.v1 import device_service_pb2 as pb
from presence.identity.v1 import device_service_pb2_grpc

from services.common.interceptors.wrap import Context
from services.common.timestamps import timestamp
from services.identity.app.keys import DeviceKeys
from services.identity.app.kiosks import Kiosks
from services.identity.handlers import access
from services.identity.handlers.client import Clients
from services.identity.handlers.convert import (
    device_key_message,
    page_size_of,
    page_token,
    place_of,
    token_message,
    uuid_of,
)

NAME = pb.DESCRIPTOR.services_by_name["DeviceService"].full_name
PUBLIC_METHODS = frozenset(f"/{NAME}/{method}" for method in ("PairKiosk", "RefreshKiosk", "EndKiosk"))


class DeviceHandlers(device_service_pb2_grpc.DeviceServiceServicer):
    """See the comments of the service."""

    def __init__(self, keys: DeviceKeys, kiosks: Kiosks, clients: Clients) -> None:
        self._keys = keys
        self._kiosks = kiosks
        self._clients = clients

    async def IssueDeviceKey(self, request: pb.IssueDeviceKeyRequest, context: Context) -> pb.IssueDeviceKeyResponse:
        by = access.administrator("issue device keys")
        issued = await self._keys.issue(uuid_of("camera_id", request.camera_id), request.label, by)
        return pb.IssueDeviceKeyResponse(
            key=device_key_message(issued.key),
            secret=issued.secret,
            credential=f"{issued.key.key_id}.{issued.secret}",
        )

    async def ListDeviceKeys(self, request: pb.ListDeviceKeysRequest, context: Context) -> pb.ListDeviceKeysResponse:
        access.administrator("list device keys")
        place = place_of(request.page_token, 1)
        keys, after = await self._keys.list(
            uuid_of("camera_id", request.camera_id) if request.camera_id else None,
            uuid_of("page_token", place[0]) if place else None,
            page_size_of(request.page_size),
        )
        return pb.ListDeviceKeysResponse(
            keys=[device_key_message(key) for key in keys], next_page_token=page_token([str(after)] if after else None)
        )

    async def RevokeDeviceKey(self, request: pb.RevokeDeviceKeyRequest, context: Context) -> pb.RevokeDeviceKeyResponse:
        by = access.administrator("revoke device keys")
        await self._keys.revoke(uuid_of("key_id", request.key_id), by)
        return pb.RevokeDeviceKeyResponse()

    async def CreateKioskPairing(
        self, request: pb.CreateKioskPairingRequest, context: Context
    ) -> pb.CreateKioskPairingResponse:
        by = access.administrator("make kiosks")
        offered = await self._kiosks.offer(uuid_of("camera_id", request.camera_id), request.label, by)
        return pb.CreateKioskPairingResponse(code=offered.code, expire_time=timestamp(offered.expire_time))

    async def PairKiosk(self, request: pb.PairKioskRequest, context: Context) -> pb.PairKioskResponse:
        client = await self._clients.of(request.client, context)
        session = await self._kiosks.pair(request.code, client.address)
        return pb.PairKioskResponse(token=token_message(session.access, session.refresh_token))

    async def RefreshKiosk(self, request: pb.RefreshKioskRequest, context: Context) -> pb.RefreshKioskResponse:
        session = await self._kiosks.refresh(request.refresh_token)
        return pb.RefreshKioskResponse(token=token_message(session.access, session.refresh_token))

    async def EndKiosk(self, request: pb.EndKioskRequest, context: Context) -> pb.EndKioskResponse:
        await self._kiosks.end(request.refresh_token)
        return pb.EndKioskResponse()
