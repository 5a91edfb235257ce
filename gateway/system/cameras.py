"""How every camera is, from what all pods know of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from presence.recognition.v1 import system_service_pb2 as recognition

from gateway.convert.cameras import TROUBLE
from gateway.convert.common import time_if_set
from gateway.models.system import CameraHealthNow, CameraNow


@dataclass(frozen=True)
class Known:
    """What attendance calls a camera."""

    name: str
    room_name: str


@dataclass(frozen=True)
class _Stream:
    pod: str
    stream: recognition.CameraStream


def cameras_of(
    pods: Iterable[recognition.GetSystemHealthResponse], known: Mapping[str, Known] | None
) -> list[CameraHealthNow]:
    """The cameras that attendance knows; while it does not answer (`known` is None), those that pods know."""
    pods = list(pods)
    streams: dict[str, list[_Stream]] = {}
    seen: dict[str, recognition.CameraSeen] = {}
    for pod in pods:
        for stream in pod.streams:
            streams.setdefault(stream.camera_id, []).append(_Stream(pod.pod_name, stream))
        for camera in pod.cameras:
            seen.setdefault(camera.camera_id, camera)
    ids = list(known) if known is not None else sorted({*seen, *streams})
    names = known or {}
    found = [_camera(one, names.get(one, Known("", "")), seen.get(one), streams.get(one, [])) for one in ids]
    return sorted(found, key=lambda one: (one.room_name, one.name, one.camera_id))


def _camera(
    camera_id: str, known: Known, seen: recognition.CameraSeen | None, streams: Sequence[_Stream]
) -> CameraHealthNow:
    live = next((one for one in streams if not one.stream.replaying), None)
    late = next((one for one in streams if one.stream.replaying), None)
    shown = live or late
    trouble = TROUBLE.get(seen.trouble) if seen else None
    return CameraHealthNow(
        camera_id=camera_id,
        name=known.name,
        room_name=known.room_name,
        state=_state(seen, live, late),
        trouble=trouble,
        since=time_if_set(seen, "trouble_time") if seen else None,
        frame_time=time_if_set(seen, "frame_time") if seen else None,
        spooled_frames=max((one.stream.spooled_frames for one in streams), default=0),
        pod=shown.pod if shown else "",
    )


def _state(seen: recognition.CameraSeen | None, live: _Stream | None, late: _Stream | None) -> CameraNow:
    trouble = TROUBLE.get(seen.trouble) if seen else None
    missed = seen is not None and seen.awaited and live is None
    if trouble == "gone" or missed:
        return "silent"
    if trouble is not None:
        return "trouble"
    if late is not None:
        return "replaying"
    if live is None:
        return "away"
    return "streaming" if live.stream.wanted else "connected"
