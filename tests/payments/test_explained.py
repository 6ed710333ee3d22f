"""One timeline of a payment, from its price to its entries: by a command and at the desk."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from ledger.models import Transfer
from payments.models import Payment
from tests.accounts.staff import at_the_desk, opened
from tests.payments.conftest import Billers
from tests.payments.payer import Payer, new_payer, words

PAGE = f"/{settings.ADMIN_PATH}/explain/"


@pytest.fixture
def anna(billers: Billers) -> Payer:
    return new_payer()


def told(what: object) -> str:
    out = io.StringIO()
    call_command("explain", str(what), stdout=out)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.requirement("OPS-11", "command")
def test_a_payment_is_told_from_its_quote_to_its_entries(anna: Payer) -> None:
    done = anna.done()
    story = told(done.receipt_number)
    order = ["Payment begun", "Price told", "A code was made", "Money blocked"]
    assert sorted(order, key=story.index) == order
    assert "The biller accepted the payment" in story
    assert "Posted" in story
    assert anna.person.number not in story


@pytest.mark.django_db
@pytest.mark.requirement("OPS-11", "command")
def test_the_same_story_is_found_by_each_of_its_ids(anna: Payer) -> None:
    done = anna.done()
    transfer = Transfer.objects.get(pk=done.pk)
    assert done.quote is not None
    stories = {told(key) for key in (done.receipt_number, str(done.number), done.pk, transfer.pk)}
    assert len(stories) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "typed",
    ["", " ", "x" * 500, "2611-0000-0000", "01a20272-edbd-72c5-9767-a3926ec49f8f", "1\0", "%"],
)
def test_what_nothing_has_is_said_so(typed: str) -> None:
    with pytest.raises(CommandError, match="Nothing has this"):
        told(typed)


@pytest.mark.django_db
@pytest.mark.requirement("OPS-11", "desk page")
def test_the_desk_tells_it_to_who_has_said_why(anna: Payer) -> None:
    done = anna.done()
    centre, _olga = at_the_desk("contact-centre")
    first = centre.get(PAGE, {"q": done.receipt_number})
    assert "/reason/" in first.url
    shown = opened(centre, anna.person).get(PAGE, {"q": done.receipt_number})
    assert "The biller accepted the payment" in words(shown.content.decode())
    assert "Money blocked" in words(shown.content.decode())


@pytest.mark.django_db
def test_the_desk_says_when_nothing_is_found_and_asks_first() -> None:
    centre, _olga = at_the_desk("contact-centre")
    assert "in the order of time" in words(centre.get(PAGE).content.decode())
    for typed in ("no such thing", "9" * 500):
        assert "Nothing has this number" in words(centre.get(PAGE, {"q": typed}).content.decode())


@pytest.mark.django_db
def test_who_may_not_look_at_payments_is_refused() -> None:
    editor, _olga = at_the_desk("tariff-editor")
    assert editor.get(PAGE).status_code == 403


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_story(
    anna: Payer, django_assert_max_num_queries: object
) -> None:
    done: Payment = anna.done()
    with django_assert_max_num_queries(60):  # type: ignore[operator]
        told(done.receipt_number)
