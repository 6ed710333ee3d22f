"""The channel as an OpenAPI 3.1 document, printed from what its views read and answer."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from channel.functions import FUNCTIONS, Function
from channel.identifying import LARGEST, SHAPES
from channel.limits import SKEW
from channel.shapes import Field, schema_of
from channel.signing import NONCE_HEADER, SIGNATURE_HEADER, TIME_HEADER

VERSION = "1.0.0"
HOW = """Every request is signed by the terminal's key with HMAC-SHA256 over these lines, joined by
a line feed: `homebank-channel-1 request`, the key id, the time, the nonce, the method, the path,
and the SHA-256 of the body in hexadecimal. Every answer to a right signature is signed over
`homebank-channel-1 answer`, the key id, the time, the nonce of the request, the status and the
SHA-256 of the body: a machine prints nothing that is not signed."""
ERROR = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "description": "For the program; it never changes."},
        "message": {"type": "string", "description": "For people, by Accept-Language."},
        "reference": {"type": "string", "description": "As in the bank's logs."},
        "field": {"type": "string", "description": "What could not be read."},
        "time": {"type": "string", "description": "The bank's clock, where yours is wrong."},
    },
    "required": ["code", "message", "reference"],
    "additionalProperties": False,
}
REFUSALS = {
    "400": "A field could not be read, or says what cannot be.",
    "401": "Not signed by a terminal, or its clock is wrong.",
    "403": "Not for this terminal, one that is stopped, or an operator who is not proven.",
    "404": "No card of the bank.",
    "409": "Not done: the code says why. Nothing has changed.",
    "413": f"Longer than {LARGEST} bytes.",
    "415": "No application/json.",
    "429": "Too many: Retry-After says when.",
    "503": "Nobody knows whether it was done: the same id again, after Retry-After, tells.",
}


def document() -> dict[str, Any]:
    """The whole document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Homebank channel", "version": VERSION, "description": HOW},
        "servers": [{"url": settings.PUBLIC_URL}],
        "paths": {
            reverse(f"channel:{each.path}"): {each.method.lower(): _operation(each)}
            for each in FUNCTIONS
        },
        "components": {
            "parameters": {name: _header(name) for name in SHAPES},
            "headers": {
                name: {"schema": {"type": "string"}}
                for name in (TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER)
            },
            "schemas": {"Refusal": ERROR},
        },
    }


def _operation(function: Function) -> dict[str, Any]:
    kinds = ", ".join(str(kind.value) for kind in function.kinds)
    told: dict[str, Any] = {
        "operationId": function.path,
        "summary": function.about,
        "description": f"For: {kinds}.",
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in SHAPES],
        "responses": {"200": _done(function), **{s: _refused(why) for s, why in REFUSALS.items()}},
    }
    if function.takes:
        content = {"application/json": {"schema": schema_of(function.takes)}}
        told["requestBody"] = {"required": True, "content": content}
    return told


def _done(function: Function) -> dict[str, Any]:
    names = (TIME_HEADER, NONCE_HEADER, SIGNATURE_HEADER)
    return {
        "description": "Done.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names},
        "content": {"application/json": {"schema": schema_of(function.answers)}},
    }


def _refused(why: str) -> dict[str, Any]:
    refusal = {"schema": {"$ref": "#/components/schemas/Refusal"}}
    return {"description": why, "content": {"application/json": refusal}}


def _header(name: str) -> dict[str, Any]:
    minutes = int(SKEW.total_seconds() // 60)
    about = {TIME_HEADER: f"Seconds since 1970, within {minutes} minutes of the bank's clock.",
             NONCE_HEADER: "Drawn at random for each request; heard once."}  # fmt: skip
    field = Field(name, about.get(name, ""), pattern=f"^{SHAPES[name].pattern}$", longest=64)
    return {"name": name, "in": "header", "required": True, "schema": field.schema()}
