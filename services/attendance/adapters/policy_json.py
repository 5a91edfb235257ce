"""Policies and settings as JSON, the same bytes for the same policy."""

import json
from collections.abc import Mapping
from typing import TypeAlias
from uuid import UUID, uuid5

from pydantic import TypeAdapter

from services.attendance.domain.policy.inherit import Lineage, PolicySettings
from services.attendance.domain.policy.policy import Policy

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
_VERSIONS = UUID("5b0d8a4e-6a3c-5c1d-9a53-6d3f0f2c7b10")  # the namespace of ids of policy versions
_SETTINGS = TypeAdapter(PolicySettings)
_POLICY = TypeAdapter(Policy)


def settings_json(settings: PolicySettings) -> dict[str, Json]:
    """What is set; times as ISO 8601 durations."""
    return dict(_SETTINGS.dump_python(settings, mode="json", exclude_none=True))


def settings_from(content: Mapping[str, Json]) -> PolicySettings:
    """What was kept."""
    return _SETTINGS.validate_python(content)


def policy_json(policy: Policy) -> dict[str, Json]:
    """All of it."""
    return dict(_POLICY.dump_python(policy, mode="json"))


def policy_from(content: Mapping[str, Json]) -> Policy:
    """What was kept; a setting that came later is as Presence begins with it."""
    return _POLICY.validate_python(content)


def version_id(lineage: Lineage) -> UUID:
    """The same for the same changes and the same content."""
    made_of: Json = [str(change.change_id) for change in lineage.changes]
    content = [made_of, policy_json(lineage.policy())]
    return uuid5(_VERSIONS, json.dumps(content, sort_keys=True, separators=(",", ":")))
