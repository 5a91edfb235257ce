"""The part of a fake identity that keeps device keys and pairs kiosks: the code is the camera's id."""

from dataclasses import dataclass, field
from uuid import uuid4

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from presence.identity.v1 import device_service_pb2 as device
from presence.identity.v1 import identity_service_pb2 as pb

from services.common.principal import Role, require
from services.identity.domain.kiosk_errors import KioskCodeWrong, KioskEnded

Context = grpc.aio.ServicerContext
STATUS = {KioskCodeWrong: grpc.StatusCode.NOT_FOUND, KioskEnded: grpc.StatusCode.UNAUTHENTICATED}
PUBLIC_METHODS = tuple(
    f"/presence.identity.v1.DeviceService/{name}" for name in ("PairKiosk", "RefreshKiosk", "EndKiosk")
)


@dataclass
class PairedKiosk:
    """A tablet; its key's id is the log-in of its tokens."""

    camera_id: str
    refresh_token: str = field(default_factory=lambda: uuid4().hex)
    key_id: str = field(default_factory=lambda: str(uuid4()))
    revoked: bool = False


class FakeKiosks:
    """Codes are given for any camera, and good once; `revoke_kiosk` tells all who follow."""

    def __init__(self) -> None:
        self.kiosks: list[PairedKiosk] = []
        self.codes: set[str] = set()
        self.kiosk_refreshes = 0
        self.device_keys: list[device.DeviceKey] = []
        self.revoked_keys: list[str] = []

    def kiosk_token(self, kiosk: PairedKiosk) -> pb.Token:
        """Tokens of the paired tablet."""
        raise NotImplementedError

    async def tell_revoked(self, login_id: str) -> None:
        """Those who follow revocations."""
        raise NotImplementedError

    async def revoke_kiosk(self, kiosk: PairedKiosk) -> None:
        kiosk.revoked = True
        await self.tell_revoked(kiosk.key_id)

    async def CreateKioskPairing(  # noqa: N802
        self, request: device.CreateKioskPairingRequest, context: Context
    ) -> device.CreateKioskPairingResponse:
        require(Role.ADMIN, to="make kiosks")
        self.codes.add(request.camera_id)
        return device.CreateKioskPairingResponse(code=request.camera_id, expire_time=Timestamp(seconds=1_700_000_000))

    async def PairKiosk(  # noqa: N802
        self, request: device.PairKioskRequest, context: Context
    ) -> device.PairKioskResponse:
        if request.code not in self.codes:
            raise KioskCodeWrong
        self.codes.remove(request.code)
        self.kiosks.append(PairedKiosk(request.code))
        return device.PairKioskResponse(token=self.kiosk_token(self.kiosks[-1]))

    async def RefreshKiosk(  # noqa: N802
        self, request: device.RefreshKioskRequest, context: Context
    ) -> device.RefreshKioskResponse:
        self.kiosk_refreshes += 1
        for kiosk in self.kiosks:
            if kiosk.refresh_token == request.refresh_token and not kiosk.revoked:
                return device.RefreshKioskResponse(token=self.kiosk_token(kiosk))
        raise KioskEnded

    async def EndKiosk(self, request: device.EndKioskRequest, context: Context) -> device.EndKioskResponse:  # noqa: N802
        for kiosk in self.kiosks:
            if kiosk.refresh_token == request.refresh_token and not kiosk.revoked:
                await self.revoke_kiosk(kiosk)
        return device.EndKioskResponse()

    async def RevokeDeviceKey(  # noqa: N802
        self, request: device.RevokeDeviceKeyRequest, context: Context
    ) -> device.RevokeDeviceKeyResponse:
        if any(key.key_id == request.key_id for key in self.device_keys):
            self.revoked_keys.append(request.key_id)
            return device.RevokeDeviceKeyResponse()
        raise RuntimeError(f"a fault that nobody outside may read: {request.key_id}")

    async def ListDeviceKeys(  # noqa: N802
        self, request: device.ListDeviceKeysRequest, context: Context
    ) -> device.ListDeviceKeysResponse:
        """One to a page, so that a caller who reads the first page only is caught."""
        found = [key for key in self.device_keys if key.camera_id == request.camera_id]
        place = int(request.page_token or 0)
        more = str(place + 1) if place + 1 < len(found) else ""
        return device.ListDeviceKeysResponse(keys=found[place : place + 1], next_page_token=more)
