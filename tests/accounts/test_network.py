"""Where a request came from, and whom we believe about it."""

import pytest
from django.test import RequestFactory, override_settings

from homebank.lib.network import network_of


@pytest.mark.parametrize(("address", "network"), [
    ("203.0.113.9", "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"),
    ("::ffff:203.0.113.9", "203.0.113.0/24"), ("", ""), ("rubbish", ""),
])  # fmt: skip
def test_a_network_is_coarse(address: str, network: str) -> None:
    assert network_of(RequestFactory().get("/", REMOTE_ADDR=address)) == network


def test_nobody_but_our_proxy_says_where_a_request_came_from() -> None:
    forged = RequestFactory().get(
        "/", REMOTE_ADDR="203.0.113.9", headers={"x-forwarded-for": "198.51.100.1"}
    )
    assert network_of(forged) == "203.0.113.0/24"


@override_settings(TRUSTED_PROXIES=["10.0.0.0/8"])
@pytest.mark.parametrize(("forwarded", "network"), [
    ("198.51.100.1", "198.51.100.0/24"), ("192.0.2.1, 198.51.100.1", "198.51.100.0/24"),
    ("192.0.2.1, 198.51.100.1, 10.0.0.2", "198.51.100.0/24"), ("", ""), ("rubbish", ""),
])  # fmt: skip
def test_our_proxy_is_believed_and_what_it_was_told_is_not(forwarded: str, network: str) -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": forwarded}
    )
    assert network_of(request) == network
