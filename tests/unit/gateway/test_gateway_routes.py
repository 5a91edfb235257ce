"""The route table, the document made of it, and the application that serves it, are one."""

import re

from openapi_spec_validator import OpenAPIV31SpecValidator

from gateway.openapi import openapi_document
from gateway.routes.route import PUBLIC
from gateway.routes.table import BASE, ROUTES, SOCKETS
from gateway.wiring import assembled
from tests.fakes.gateway_settings import gateway_config


def test_the_document_is_valid_openapi_3_1() -> None:
    OpenAPIV31SpecValidator(openapi_document()).validate()


def test_every_route_is_documented_once_under_its_own_name() -> None:
    document = openapi_document()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names)) == len(ROUTES) + len(SOCKETS)
    for route in ROUTES:
        operation = document["paths"][BASE + route.path][route.method.lower()]
        in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", route.path))
        assert operation["x-roles"] == sorted(route.roles)


async def test_what_is_served_is_what_is_documented() -> None:
    targets = dict.fromkeys(("identity", "attendance", "recognition"), "ipv4:127.0.0.1:9")
    async with assembled(gateway_config(targets, 8080)) as app:
        served = {
            (route.method.lower(), route.resource.canonical)
            for route in app.router.routes()
            if route.resource is not None and route.resource.canonical.startswith(BASE) and route.method != "HEAD"
        }
    documented = {(method, path) for path, operations in openapi_document()["paths"].items() for method in operations}
    assert served - {("get", f"{BASE}/openapi.json")} == documented


def test_no_number_that_a_client_sends_is_too_large_for_a_message() -> None:
    models = {route.input for route in ROUTES} | {socket.receives for socket in SOCKETS if socket.receives}
    for model in models:
        schema = model.model_json_schema()
        for owner in (schema, *schema.get("$defs", {}).values()):
            for name, one in owner.get("properties", {}).items():
                for kind in (one, one.get("items", {}), *one.get("anyOf", ())):
                    bounded = {"maximum", "exclusiveMaximum"} & set(kind)
                    assert kind.get("type") != "integer" or bounded, f"{model.__name__} {name}"


def test_only_what_nobody_can_be_logged_in_for_is_public() -> None:
    public = {f"{route.method} {route.path}" for route in ROUTES if route.roles == PUBLIC}
    assert public == {
        "GET /calendars/{token}/presence.ics",  # programs that show calendars know no log-in
        "GET /login/options",
        "GET /login/oidc/callback",
        "GET /login/oidc/start",
        "POST /activation",
        "POST /activation/lookup",
        "POST /guardian-consent",
        "POST /guardian-consent/lookup",
        "POST /kiosk/pairing",  # whoever has the code
        "POST /login",
        "POST /login/enrolment",
        "POST /login/second-factor",
        "POST /logout",
        "POST /password-reset",
        "POST /password-reset/confirm",
        "POST /password-reset/lookup",
    }


def test_no_secret_stands_in_an_address_but_a_calendars_which_has_no_other_place() -> None:
    for route in ROUTES:
        assert "token" not in route.path or route.path == "/calendars/{token}/presence.ics"
        assert not (route.input_is_query and {"password", "token"} & set(route.input.model_fields))
