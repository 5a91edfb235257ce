"""The OpenAPI 3.1 document of the REST API, made from the route table: `python -m gateway.openapi` prints it."""

import json
import re
import sys
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from gateway.login.caller import KIOSK
from gateway.login.jar import CSRF_HEADER
from gateway.models.base import Nothing, Problem
from gateway.routes.route import IDEMPOTENCY_HEADER, Route, SocketRoute
from gateway.routes.table import BASE, ROUTES, SOCKETS
from services.common.version import VERSION

Json = dict[str, Any]  # a JSON document: its shape is OpenAPI's, not ours
REF = "#/components/schemas/{model}"
_COMMON_PROBLEMS = ("400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503")
_NOT_UUIDS = frozenset({"key_id"})


def openapi_document() -> Json:
    """The whole document; nothing has to run for it."""
    schemas, refs = _schemas()
    paths: Json = {}
    for route in ROUTES:
        paths.setdefault(BASE + route.path, {})[route.method.lower()] = _operation(route, refs)
    for socket in SOCKETS:
        paths.setdefault(BASE + socket.path, {})["get"] = _socket_operation(socket, refs)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Presence",
            "version": VERSION,
            "description": "Automated attendance for college classrooms. Problems are RFC 9457 documents.",
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {
                "Problem": {
                    "description": "What went wrong, in words, and `reason` for programs.",
                    "content": {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}},
                }
            },
            "securitySchemes": {
                "login": {"type": "apiKey", "in": "cookie", "name": "__Host-presence_access"},
                "kiosk": {"type": "apiKey", "in": "cookie", "name": "__Host-presence_kiosk"},
                "csrf": {"type": "apiKey", "in": "header", "name": CSRF_HEADER},
            },
        },
    }


Refs = dict[tuple[type[BaseModel], JsonSchemaMode], Json]


def _schemas() -> tuple[Json, Refs]:
    inputs = {route.input for route in ROUTES if not route.input_is_query and route.input is not Nothing}
    inputs |= {socket.receives for socket in SOCKETS if socket.receives is not None}
    answers: set[type[BaseModel]] = {route.answer for route in ROUTES if route.answer is not None}
    answers |= {Problem} | {socket.sends_binary for socket in SOCKETS if socket.sends_binary is not None}
    for route in ROUTES:
        answers |= {model for _, model in route.also}
        answers |= set(_members(route.streams[1])) if route.streams is not None else set()
    for socket in SOCKETS:
        answers |= set(_members(socket.sends))
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        *((model, "validation") for model in sorted(inputs, key=_name)),
        *((model, "serialization") for model in sorted(answers, key=_name)),
    ]
    found, definitions = models_json_schema(wanted, ref_template=REF)
    refs = {(model, mode): found[model, mode] for model, mode in wanted}
    schemas: Json = definitions["$defs"]
    for route in ROUTES:
        if route.streams is not None:
            schemas[route.streams[0]] = _union(_members(route.streams[1]), refs)
    for socket in SOCKETS:
        members = _members(socket.sends)
        if len(members) > 1:
            schemas[_union_name(socket)] = _union(members, refs)
    return dict(sorted(schemas.items())), refs


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _members(union: Any) -> list[type[BaseModel]]:
    """The models of a discriminated union in their order, or the one model."""
    if isinstance(union, type) and issubclass(union, BaseModel):
        return [union]
    return list(union.__origin__.__args__)


def _union_name(socket: SocketRoute) -> str:
    """`session_events` sends SessionEvent."""
    return "".join(part.capitalize() for part in socket.name.removesuffix("_events").split("_")) + "Event"


def _union(members: list[type[BaseModel]], refs: Refs) -> Json:
    mapping = {member.model_fields["type"].default: refs[(member, "serialization")]["$ref"] for member in members}
    return {
        "oneOf": [refs[(member, "serialization")] for member in members],
        "discriminator": {"propertyName": "type", "mapping": mapping},
    }


def _operation(route: Route[Any], refs: Refs) -> Json:
    operation: Json = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "tags": [route.path.split("/")[1]],
        "parameters": _path_parameters(route.path),
        "responses": {str(_status(route)): _success(route, refs)}
        | {str(status): _done(refs[(model, "serialization")]) for status, model in route.also}
        | {code: {"$ref": "#/components/responses/Problem"} for code in _COMMON_PROBLEMS},
        "security": _security(route),
        "x-roles": sorted(route.roles),
    }
    if route.input_is_query:
        operation["parameters"] += _query_parameters(route.input)
    elif route.input is not Nothing:
        schema = refs[(route.input, "validation")]
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if route.raw_body or route.consumes != ("application/json",):
        operation["requestBody"] = {"required": True, "content": {kind: {} for kind in route.consumes}}
    if route.keyed:
        uuid = {"type": "string", "format": "uuid"}
        operation["parameters"].append({"name": IDEMPOTENCY_HEADER, "in": "header", "required": True, "schema": uuid})
    return operation


def _status(route: Route[Any]) -> int:
    return 204 if route.answer is None and route.produces == ("application/json",) else route.status


def _success(route: Route[Any], refs: Refs) -> Json:
    if route.answer is not None:
        return _done(refs[(route.answer, "serialization")])
    if route.streams is not None:
        line = {"$ref": REF.format(model=route.streams[0])}
        return {"description": "One document a line.", "content": {kind: {"schema": line} for kind in route.produces}}
    if not route.produces:
        return {"description": "Go there.", "headers": {"Location": {"schema": {"type": "string"}}}}
    if route.produces != ("application/json",):
        return {"description": "The file itself.", "content": {kind: {} for kind in route.produces}}
    return {"description": "Done; nothing to say."}


def _done(schema: Json) -> Json:
    return {"description": "Done.", "content": {"application/json": {"schema": schema}}}


def _security(route: Route[Any]) -> list[Json]:
    if not route.roles:
        return []
    cookie = _cookie(route.roles)
    return [{cookie: []}] if route.method == "GET" else [{cookie: [], "csrf": []}]


def _cookie(roles: frozenset[str]) -> str:
    return "kiosk" if KIOSK in roles else "login"


def _path_parameters(path: str) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string"} if name in _NOT_UUIDS else {"type": "string", "format": "uuid"},
        }
        for name in re.findall(r"{(\w+)}", path)
    ]


def _query_parameters(model: type[BaseModel]) -> list[Json]:
    schema = TypeAdapter(model).json_schema(ref_template=REF)
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _without_null(one)}
        for name, one in schema.get("properties", {}).items()
    ]


def _without_null(schema: Json) -> Json:
    """A query parameter is absent or has a value; it is never null."""
    choices = [one for one in schema.get("anyOf", []) if one != {"type": "null"}]
    return choices[0] if len(choices) == 1 else schema


def _socket_operation(socket: SocketRoute, refs: Refs) -> Json:
    members = _members(socket.sends)
    sends = (
        refs[(members[0], "serialization")] if len(members) == 1 else {"$ref": REF.format(model=_union_name(socket))}
    )
    operation: Json = {
        "operationId": socket.name,
        "summary": socket.summary,
        "description": "A WebSocket. `x-websocket` says what its text and binary messages are. "
        'One that is refused closes with "REASON: words".',
        "tags": [socket.path.split("/")[1]],
        "parameters": [*_path_parameters(socket.path), *_query_parameters(socket.query)],
        "responses": {
            "101": {"description": "Switching to the WebSocket protocol."},
            "403": {"$ref": "#/components/responses/Problem"},
            "426": {"$ref": "#/components/responses/Problem"},
        },
        "security": [{_cookie(socket.roles): []}],
        "x-roles": sorted(socket.roles),
        "x-websocket": {"sends": sends},
    }
    if socket.sends_binary is not None:
        operation["x-websocket"]["sends_binary_head"] = refs[(socket.sends_binary, "serialization")]
    if socket.receives is not None:
        operation["x-websocket"]["receives"] = refs[(socket.receives, "validation")]
    return operation


if __name__ == "__main__":
    json.dump(openapi_document(), sys.stdout, indent=2)
    sys.stdout.write("\n")
