"""Windows of one customer at once: one order is begun, and sent once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from accounts.models import Consent
from cards.models import CardOrder
from tests.accounts.pages import Browser, cookies_of, newest_code, texts
from tests.ordering.ordered import HOME, Customers
from tests.payments.test_races import at_once

pytestmark = pytest.mark.usefixtures("committed")


def windows(her: Customers, count: int) -> list[Browser]:
    """Browsers of one visit, each with a jar of its own."""
    made = [Browser(headers={"accept-language": "en"}) for _window in range(count)]
    for window in made:
        window.cookies = cookies_of(her.browser)
    return made


def test_of_four_windows_one_order_is_begun() -> None:
    her = Customers()
    deeds: list[Callable[[], Any]] = [
        partial(each.post, HOME, {"product": "everyday"}) for each in windows(her, 4)
    ]
    statuses = Counter(answer.status_code for answer in at_once(deeds))
    assert statuses[500] == 0
    assert CardOrder.objects.filter(customer=her.customer).count() == 1


@pytest.mark.requirement("ORD-06", "confirm")
def test_however_often_the_code_is_sent_the_order_is_sent_once() -> None:
    her = Customers()
    her.fill_in()
    asked = her.browser.post(her.at("check"))
    code = {"code": newest_code(her.phone)}
    answers = at_once([partial(each.post, asked.url, code) for each in windows(her, 6)])
    assert {answer.status_code for answer in answers} <= {200, 302}
    order = her.order
    assert order.state == "received"
    assert [step.kind for step in order.steps.all()] == ["received"]
    assert Consent.objects.filter(customer=her.customer, agreement="personal-data").count() == 1
    assert len(texts(her.phone, "order-received")) == 1


def test_cancelling_and_sending_at_once_do_one_of_both() -> None:
    her = Customers()
    her.fill_in()
    asked = her.browser.post(her.at("check"))
    code, first, second = newest_code(her.phone), *windows(her, 2)
    at_once([partial(first.post, asked.url, {"code": code}),
             partial(second.post, her.at("cancellation"))])  # fmt: skip
    kinds = [step.kind for step in her.order.steps.all()]
    assert kinds in (["cancelled"], ["received", "cancelled"])
    assert her.order.state == "cancelled"
