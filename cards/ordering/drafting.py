"""An order before it is sent: begun, filled in page by page, kept for a week, given up."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from accounts.codewords.rules import check_codeword, normalised
from accounts.factors import codes
from accounts.latin import suggest_latin_name
from accounts.models import Customer
from accounts.recovery.cooling import cooling_until
from cards.models import CardOrder, OrderState, OrderStep
from cards.ordering.answers import Answer, open_for
from cards.ordering.errors import (
    NoSuchProduct,
    NotAsked,
    OneAtATime,
    OrdersWait,
    TooManyOrders,
)
from cards.ordering.papers import agree
from cards.ordering.products import find_product
from cards.ordering.steps import lock_order, take_step
from homebank.lib import clock, throttle
from homebank.lib.throttle import Limit

DRAFT_LIFE = timedelta(days=7)
ORDERS_BEGUN = Limit("orders-begun", 10, timedelta(days=1))
# A codeword must not be made of these; whoever changes one of them chooses the word again.
BEHIND_THE_WORD = ("full_name", "iin", "birth_date", "phone")


def living_order(customer: Customer) -> CardOrder | None:
    """The one order that the customer has under way, drafts included."""
    return CardOrder.objects.of(customer).living().select_related("customer").first()


def check_may_order(*, customer: Customer) -> None:
    """OrdersWait(at) while the customer's access cools."""
    if (until := cooling_until(customer=customer)) is not None:
        raise OrdersWait(at=until)


def begin_order(*, customer: Customer, product: str, language: str) -> CardOrder:
    """A draft of the product with what is on file already; a draft that is there takes the product.

    NoSuchProduct, OneAtATime, OrdersWait(at), TooManyOrders(at).
    """
    chosen = find_product(product)
    if chosen is None:
        raise NoSuchProduct
    check_may_order(customer=customer)
    kept = {"product": chosen.key, "kind": chosen.kind}
    if (draft := living_order(customer)) is not None:
        return _rechosen(draft, kept)
    taken = throttle.take(ORDERS_BEGUN, str(customer.pk))
    if not taken.allowed:
        raise TooManyOrders(at=taken.until)
    now = clock.now()
    order = CardOrder(
        customer=customer, language=language[:2], made_at=now, draft_until=now + DRAFT_LIFE,
        iin=customer.iin, full_name=customer.full_name, latin_name=customer.latin_name,
        birth_date=customer.birth_date, **kept, **_undelivered(chosen.is_virtual),
    )  # fmt: skip
    try:
        with transaction.atomic():
            order.save(force_insert=True)
    except IntegrityError:  # another window was faster
        raise OneAtATime from None
    return order


@sensitive_variables("codeword")
def keep_answer(
    *, order: CardOrder, answer: Answer, fields: dict[str, Any], codeword: str = ""
) -> CardOrder:
    """Write what a page set; the order as it stands then. A code to another number is dead.

    NotAsked where the page is closed, CodewordRefused, NotOpened, OrdersWait(at).
    """
    check_may_order(customer=order.customer)
    with transaction.atomic():
        locked = lock_order(order.pk)
        if answer.slug not in {each.slug for each in open_for(locked)}:
            raise NotAsked
        before = {name: getattr(locked, name) for name in BEHIND_THE_WORD}
        for name, value in _with_latin(locked, fields).items():
            setattr(locked, name, value)
        if answer.slug == "codeword":
            locked.codeword_hash = _hashed(locked, codeword)
        elif any(getattr(locked, name) != value for name, value in before.items()):
            locked.codeword_hash = ""
        if answer.slug in {"consent", "documents"}:
            agree(locked, answer.slug)
        corrected = {*locked.corrected, *(key for key in answer.keys if key in locked.returned)}
        locked.corrected = sorted(corrected)
        _keep_longer(locked)
        locked.save()
        if locked.phone != before["phone"]:
            codes.void(subject=locked.pk)
    return locked


def cancel_order(*, order: CardOrder) -> None:
    """The customer takes the order back: possible until the card is being made. NotNow."""
    with transaction.atomic():
        locked = lock_order(order.pk)
        is_draft = locked.state == OrderState.DRAFT
        take_step(locked, OrderStep.Kind.CANCELLED)
        codes.void(subject=locked.pk)
        if is_draft:  # nobody has seen anything of it, and nobody is to
            empty_order(locked)


def empty_order(order: CardOrder) -> None:
    """Take every personal fact out of an order that became no card."""
    for name in ("iin", "full_name", "latin_name", "birth_date", "phone", "proven_phone",
                 "codeword_hash", "document_kind", "document_number", "address"):  # fmt: skip
        setattr(order, name, "")
    order.emptied_at = clock.now()
    order.save()


def _rechosen(order: CardOrder, kept: dict[str, str]) -> CardOrder:
    """The draft with the product that was chosen now. OneAtATime for what was sent already."""
    with transaction.atomic():
        locked = lock_order(order.pk)
        if locked.state != OrderState.DRAFT:
            raise OneAtATime
        if locked.product != kept["product"]:
            chosen = find_product(kept["product"])
            assert chosen is not None
            if locked.brand not in chosen.brands:
                locked.brand = ""
            fields = kept | _undelivered(chosen.is_virtual)
            for name, value in fields.items():
                setattr(locked, name, value)
            _keep_longer(locked)
            locked.save()
    return locked


def _undelivered(is_virtual: bool) -> dict[str, str]:
    none = CardOrder.Delivery.NONE.value if is_virtual else ""
    return {"delivery": none, "city": "", "branch": "", "address": ""}


def _with_latin(order: CardOrder, fields: dict[str, Any]) -> dict[str, Any]:
    """A Latin name that was suggested, or is missing, follows the name."""
    name = fields.get("full_name")
    if name is None or order.latin_name not in {"", suggest_latin_name(order.full_name)}:
        return fields
    return fields | {"latin_name": suggest_latin_name(name)}


@sensitive_variables("codeword")
def _hashed(order: CardOrder, codeword: str) -> str:
    own = (order.full_name, order.iin, order.birth_date, order.phone, order.customer.phone or "")
    check_codeword(codeword, own=own)
    return make_password(normalised(codeword))


def _keep_longer(order: CardOrder) -> None:
    """A draft is kept for a week after its last change."""
    if order.state == OrderState.DRAFT:
        order.draft_until = clock.now() + DRAFT_LIFE
