"""What is asked for a card, page by page: one table that the pages, the check and the desk read."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from cards.models import CardOrder, OrderState
from cards.ordering import forms, last_forms
from cards.ordering.papers import is_agreed
from cards.ordering.reasons import reason_of
from cards.ordering.returnable import PHOTOS
from cards.photos.keeping import lacking_photos

# The groups of pages that the line of steps shows, in their order.
CARD, DATA, PICTURES, DELIVERY, AGREEMENT = range(1, 6)
Question = Callable[[CardOrder], bool]


def always(_order: CardOrder) -> bool:
    """Of every order."""
    return True


@dataclass(frozen=True, slots=True)
class Answer:
    """One page. `keys` are what an operator may return of it (see `returnable`)."""

    slug: str
    title: StrOrPromise
    group: int
    is_given: Question
    form: type[forms.OrderForm] | None = None
    is_asked: Question = always
    keys: tuple[str, ...] = ()


def _codeword_is_asked(order: CardOrder) -> bool:
    """Whoever has one in force keeps it, unless an operator asks for another."""
    return bool(order.codeword_hash) or not order.customer.codeword_hash


def _phone_is_given(order: CardOrder) -> bool:
    """Another number than the trusted one is proven by a code of its own."""
    return bool(order.phone) and order.phone in {order.customer.phone, order.proven_phone}


ANSWERS = (
    Answer("product", _("Card"), CARD, lambda o: bool(o.product), forms.ProductForm),
    Answer("type", _("Card type"), CARD, lambda o: bool(o.brand), forms.BrandForm),
    Answer("residence", _("Resident or not"), DATA, lambda o: o.is_resident is not None,
           forms.ResidenceForm),
    Answer("iin", _("IIN"), DATA, lambda o: bool(o.iin), forms.IinForm, keys=("iin",)),
    Answer("name", _("Surname, name, patronymic"), DATA, lambda o: bool(o.full_name),
           forms.NameForm, keys=("full_name",)),
    Answer("latin-name", _("Name in Latin letters"), DATA, lambda o: bool(o.latin_name),
           forms.LatinForm, keys=("latin_name",)),
    Answer("birth-date", _("Birth date"), DATA, lambda o: bool(o.birth_date), forms.BirthForm,
           keys=("birth_date",)),
    Answer("phone", _("Number for the call"), DATA, _phone_is_given, forms.PhoneForm,
           keys=("phone",)),
    Answer("codeword", _("Codeword"), DATA, lambda o: bool(o.codeword_hash), forms.CodewordForm,
           is_asked=_codeword_is_asked, keys=("codeword",)),
    Answer("document", _("Kind and number of the document"), DATA,
           lambda o: bool(o.document_kind and o.document_number), forms.DocumentForm,
           keys=("document",)),
    Answer("photos", _("Photos of the document"), PICTURES, lambda o: not lacking_photos(o),
           keys=PHOTOS),
    Answer("delivery", _("Delivery"), DELIVERY, lambda o: bool(o.delivery),
           last_forms.DeliveryForm, is_asked=lambda o: not o.is_virtual, keys=("delivery",)),
    Answer("address", _("Address"), DELIVERY, lambda o: bool(o.city and o.address),
           last_forms.AddressForm, is_asked=lambda o: o.delivery == CardOrder.Delivery.HAND,
           keys=("delivery",)),
    Answer("branch", _("Branch"), DELIVERY, lambda o: bool(o.branch), last_forms.BranchForm,
           is_asked=lambda o: o.delivery == CardOrder.Delivery.BRANCH, keys=("delivery",)),
    Answer("consent", _("Consent to the processing of data"), AGREEMENT,
           lambda o: is_agreed(o, "consent"), last_forms.ConsentForm),
    Answer("documents", _("Agreement, tariffs and rules"), AGREEMENT,
           lambda o: is_agreed(o, "documents"), last_forms.DocumentsForm),
)  # fmt: skip


def asked_of(order: CardOrder) -> list[Answer]:
    """The pages of this order, in their order."""
    return [answer for answer in ANSWERS if answer.is_asked(order)]


def open_for(order: CardOrder) -> list[Answer]:
    """The pages that the customer may change now: of a returned order what was returned alone.

    A change may have left another page empty; so what is not given is always open.
    """
    if order.state == OrderState.DRAFT:
        return asked_of(order)
    if order.state != OrderState.RETURNED:
        return []
    return [each for each in asked_of(order) if _is_returned(order, each) or lacks(order, each)]


def find_answer(order: CardOrder, slug: str) -> Answer | None:
    """The page of the order with the slug, open or not."""
    return next((answer for answer in asked_of(order) if answer.slug == slug), None)


def missing_of(order: CardOrder) -> Answer | None:
    """The first page that is still to be filled in before the order may be sent."""
    return next((answer for answer in asked_of(order) if lacks(order, answer)), None)


def lacks(order: CardOrder, answer: Answer) -> bool:
    """Whether the page is empty, or was returned and not corrected since."""
    if not answer.is_given(order):
        return True
    return order.state == OrderState.RETURNED and any(
        key in order.returned and key not in order.corrected
        for key in answer.keys if key not in PHOTOS
    )  # fmt: skip


def after(order: CardOrder, slug: str) -> Answer | None:
    """The open page that follows; None behind the last."""
    return next(iter(_beside(order, slug)[1]), None)


def before(order: CardOrder, slug: str) -> Answer | None:
    """The open page before it; None before the first."""
    return next(reversed(_beside(order, slug)[0]), None)


def reasons_for(order: CardOrder, answer: Answer) -> list[str]:
    """Why an operator returned something of the page, in the reader's language."""
    if order.state != OrderState.RETURNED:
        return []
    return [reason_of(order.returned, key) for key in answer.keys if key in order.returned]


def _beside(order: CardOrder, slug: str) -> tuple[list[Answer], list[Answer]]:
    """The open pages before and behind one, which may be open itself or not any more."""
    pages, is_open = asked_of(order), {each.slug for each in open_for(order)}
    place = [each.slug for each in pages].index(slug)
    earlier, later = pages[:place], pages[place + 1 :]
    return ([each for each in earlier if each.slug in is_open],
            [each for each in later if each.slug in is_open])  # fmt: skip


def _is_returned(order: CardOrder, answer: Answer) -> bool:
    return any(key in order.returned for key in answer.keys)
