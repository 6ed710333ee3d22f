"""Who may ask, as the bank's staff say it by the command."""

from __future__ import annotations

from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from cards.models import ThreeDsPeer
from cards.three_ds.peers import COLUMN
from homebank.lib import crypto

RESULTS = "--results=https://pay.example/results"


def run(*words: str) -> str:
    said = StringIO()
    call_command("three_ds_peer", *words, stdout=said)
    return said.getvalue()


def test_a_peer_is_added_listed_and_closed(db: None) -> None:
    name = f"shop {uuid4()}"
    said = run("add", name, RESULTS, "--frame=https://a.example", "--frame=https://b.example/")
    key = said.strip().splitlines()[-1]
    peer = ThreeDsPeer.objects.get(name=name)
    assert crypto.same(peer.key_fingerprint, crypto.fingerprint(key, column=COLUMN))
    assert peer.frame_origins == ["https://a.example", "https://b.example"]
    assert f"{name}  open" in run("list")
    assert key not in run("list")
    with pytest.raises(CommandError):
        run("add", name, RESULTS)
    run("close", name)
    assert f"{name}  closed" in run("list")
    with pytest.raises(CommandError):
        run("close", name)
    run("add", name, RESULTS)


@pytest.mark.parametrize(
    "words",
    [(), (RESULTS, "--frame=https://a.example/page"), (RESULTS, "--frame=*"),
     ("--results=http://pay.example/",), ("--results=https://u:p@pay.example/",),
     ("--results=https://pay.example:0/",), (RESULTS, "--frame=https://a.example;x"),
     (RESULTS, "--certificate=zz"), ("--results=javascript:1",), ("--results=https://[::1",)],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_told(db: None, words: tuple[str, ...]) -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError):
        run("add", "shop", *words)
    assert not ThreeDsPeer.objects.exists()


def test_a_peer_needs_a_name(db: None) -> None:
    with pytest.raises(CommandError, match="name"):
        run("add")
