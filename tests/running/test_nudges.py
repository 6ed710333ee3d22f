"""A nudge is what Celery itself would have sent, and its worker cannot tell the difference."""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from redis import Redis

from homebank.lib.tasks import envelope
from payments.tasks import work_on

# Drawn for each message, or of the process that sent it.
DRAWN = {"id", "root_id", "origin", "correlation_id", "reply_to", "delivery_tag"}


@pytest.fixture
def queue() -> str:
    return f"nudges-{uuid4()}"


def without_drawn(values: dict[str, Any]) -> dict[str, Any]:
    return {key: None if key in DRAWN else value for key, value in values.items()}


def test_a_nudge_is_what_celery_would_send(queue: str) -> None:
    ids: dict[str, object] = {"payment_id": str(uuid4())}
    work_on.apply_async(kwargs=ids, queue=queue, retry=False, ignore_result=True)
    broker: Any = Redis.from_url(settings.CELERY_BROKER_URL)
    theirs = json.loads(broker.rpop(queue))
    ours = json.loads(envelope(work_on, queue=queue, ids=ids))
    for part in ("headers", "properties"):
        assert without_drawn(ours[part]) == without_drawn(theirs[part])
    assert base64.b64decode(ours["body"]) == base64.b64decode(theirs["body"])
    assert {key: ours[key] for key in ("content-type", "content-encoding")} == {
        key: theirs[key] for key in ("content-type", "content-encoding")
    }
