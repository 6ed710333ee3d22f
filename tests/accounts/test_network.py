"""Where a request came from, and whom we believe about it."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings

from homebank.lib.network import network_of
from homebank.proxies import proxies_only


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


@override_settings(TRUSTED_PROXIES=["10.0.0.0/8"])
@pytest.mark.parametrize(("peer", "believed"), [
    ("10.0.0.1", True), ("::ffff:10.0.0.1", True), ("203.0.113.9", False),
    ("::ffff:203.0.113.9", False), ("", False), ("rubbish", False),
])  # fmt: skip
def test_a_proxy_is_known_by_either_spelling_of_its_address(peer: str, believed: bool) -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR=peer, headers={"x-forwarded-for": "198.51.100.1"}
    )
    proxies_only(lambda _request: HttpResponse())(request)
    assert ("HTTP_X_FORWARDED_FOR" in request.META) is believed
