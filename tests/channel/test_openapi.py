"""The published document says what the views do: each address, each field, each answer."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from cards.blocking import block_card
from channel import urls
from channel.functions import FUNCTIONS
from channel.identifying import SHAPES
from tests.accounts.authenticator import token
from tests.accounts.staff import at_the_desk
from tests.channel.machine import BASE, Heard, new_machine
from tests.people import new_mobile, new_person

pytestmark = pytest.mark.django_db
KINDS = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict}


def document() -> dict[str, Any]:
    answered = Client().get(f"{BASE}openapi.json")
    assert answered.status_code == 200
    return dict(answered.json())


def schema(path: str, method: str, part: str) -> dict[str, Any]:
    told = document()["paths"][f"{BASE}{path}"][method]
    held = told["requestBody"] if part == "request" else told["responses"][part]
    found = held["content"]["application/json"]["schema"]
    if "$ref" in found:
        found = document()["components"]["schemas"][found["$ref"].split("/")[-1]]
    return dict(found)


def fits(schema: dict[str, Any], value: dict[str, Any]) -> None:
    """What a JSON schema validator would say of these few words of the language."""
    known = schema["properties"]
    assert set(schema["required"]) <= set(value) <= set(known)
    for name, found in value.items():
        rule = known[name]
        assert isinstance(found, KINDS[rule["type"]]), name
        if not isinstance(found, str):
            continue
        assert rule.get("minLength", 0) <= len(found) <= rule.get("maxLength", 10_000), name
        assert re.search(rule.get("pattern", ""), found), name
        assert found in rule.get("enum", [found]), name


def answered(path: str) -> Heard:
    """A right request of each function."""
    ben, olga = new_person(), at_the_desk("branch")[1]
    kind = "branch" if path in {"number-proposal", "unblocking"} else "machine"
    terminal, staff = new_machine(kind), {"document": "passport", "reason": "lost",
                                          "operator": olga.login_name,
                                          "operator_code": token(olga)}  # fmt: skip
    told: dict[str, dict[str, Any]] = {
        "trusted-number": {"number": new_mobile()}, "codeword-slip": {"again": False},
        "number-proposal": {"number": new_mobile(), **staff}, "unblocking": staff,
    }  # fmt: skip
    if path == "health":
        return terminal.get(path)
    if path == "unblocking":
        block_card(card=ben.card, reason="lost")
    asked = terminal.asks(ben, **told[path])
    fits(schema(path, "post", "request"), asked)
    return terminal.post(path, asked)


def test_every_address_of_the_channel_is_in_the_document_and_no_other() -> None:
    told = document()["paths"]
    ours = {reverse(f"channel:{each.name}") for each in urls.urlpatterns}
    assert set(told) == ours - {f"{BASE}openapi.json"}
    for path, methods in told.items():
        function = next(each for each in FUNCTIONS if path == f"{BASE}{each.path}")
        assert set(methods) == {function.method.lower()}
        assert (
            get_resolver().resolve(path).url_name == methods[function.method.lower()]["operationId"]
        )


@pytest.mark.requirement("OPS-05", "signed")
@pytest.mark.parametrize("path", [each.path for each in FUNCTIONS])
def test_what_is_answered_is_of_the_published_shape(path: str) -> None:
    heard = answered(path)
    assert heard.status == 200, heard.told
    method = "get" if path == "health" else "post"
    fits(schema(path, method, "200"), heard.told)


def test_a_refusal_is_of_the_published_shape() -> None:
    machine = new_machine()
    refused = machine.post("codeword-slip", {"id": "1"})
    assert refused.status == 400
    fits(schema("codeword-slip", "post", "400"), refused.told)
    late = machine.send("GET", "health", b"", {})
    fits(schema("health", "get", "401"), late.told)


def test_the_document_is_of_openapi_3_1_and_its_references_lead_somewhere() -> None:
    told = document()
    assert told["openapi"] == "3.1.0"
    assert set(told["components"]["parameters"]) == set(SHAPES)
    for reference in re.findall(r"'\$ref': '#/([^']+)'", str(told)):
        found: Any = told
        for step in reference.split("/"):
            found = found[step]
        assert found


def test_headers_of_a_right_request_are_of_the_published_shape() -> None:
    machine = new_machine()
    signed = machine.signed("GET", "health", b"")
    for name, parameter in document()["components"]["parameters"].items():
        assert re.search(parameter["schema"]["pattern"], signed[name]), name
