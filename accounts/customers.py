"""The bank's file on a person: opening it, and knowing who they are."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from accounts.codewords.rules import check_codeword, normalised
from accounts.errors import (
    AlreadyIdentified,
    AlreadyOnFile,
    NotAMobile,
    NotAnIin,
    NotTheirsAnyMore,
    PhoneTaken,
)
from accounts.latin import suggest_latin_name
from accounts.models import Customer, iin_fingerprint, phone_fingerprint
from accounts.recovery.suspension import cardless_holder, suspend_access
from homebank.lib import clock
from homebank.lib.iin import is_valid
from homebank.lib.phone import parse_mobile
from notifications.events import record
from notifications.messages import queue_alert

# What a branch learns of somebody who registered without a card.
PROVEN = ("full_name", "latin_name", "iin", "iin_fingerprint", "birth_date", "codeword_hash",
          "codeword_state", "language", "identified_at")  # fmt: skip


@sensitive_variables("codeword")
def open_customer(
    *,
    full_name: str,
    iin: str,
    birth_date: date,
    phone: str | None,
    codeword: str,
    language: str = "ru",
    latin_name: str = "",
    codeword_is_legacy: bool = False,
) -> Customer:
    """Open the file of a person whom a branch has identified.

    `full_name` is surname, name, patronymic; `phone` becomes the trusted number, or None;
    `latin_name` is suggested if empty. A legacy codeword, kept from before, may be one that would
    be refused today: it works once. Who registered without a card with this number keeps that
    file and its Homebank ID, and has to prove the access anew. Raises subclasses of
    CustomerRefused.
    """
    full_name = " ".join(full_name.split())
    e164 = _read_number(phone)
    if not is_valid(iin):
        raise NotAnIin
    if not codeword_is_legacy:
        check_codeword(codeword, own=(full_name, iin, birth_date.isoformat(), e164 or ""))
    state, now = Customer.Codeword, clock.now()
    person = Customer(
        full_name=full_name, latin_name=latin_name or suggest_latin_name(full_name), iin=iin,
        iin_fingerprint=iin_fingerprint(iin), birth_date=birth_date.isoformat(), phone=e164,
        phone_fingerprint=e164 and phone_fingerprint(e164), language=language,
        codeword_hash=make_password(normalised(codeword)), opened_at=now, identified_at=now,
        codeword_state=state.LEGACY if codeword_is_legacy else state.OWN,
    )  # fmt: skip
    with transaction.atomic():
        known = cardless_holder(e164) if e164 else None
        if known is not None:
            return _identify(known, person)
        _save(person, force_insert=True)
        record(kind="customer-opened", customer_id=person.pk)
    return person


@sensitive_variables("codeword_hash")
def identify_customer(
    *,
    customer: Customer,
    full_name: str,
    latin_name: str,
    iin: str,
    birth_date: date,
    codeword_hash: str,
    language: str,
) -> Customer:
    """Whoever registered without a card is known from now on: documents were seen, a call was made.

    In contrast to `open_customer` the access stays: what proves the person came out of it.
    `codeword_hash` is of a codeword that `check_codeword` let pass. Inside the caller's
    transaction, which has locked the file. AlreadyIdentified, NotAnIin, AlreadyOnFile.
    """
    if customer.is_identified:
        raise AlreadyIdentified
    if not is_valid(iin):
        raise NotAnIin
    facts = {
        "full_name": " ".join(full_name.split()), "latin_name": latin_name, "iin": iin,
        "iin_fingerprint": iin_fingerprint(iin), "birth_date": birth_date.isoformat(),
        "codeword_hash": codeword_hash, "codeword_state": Customer.Codeword.OWN,
        "language": language, "identified_at": clock.now(),
    }  # fmt: skip
    for name in PROVEN:
        setattr(customer, name, facts[name])
    _save(customer, update_fields=PROVEN)
    record(kind="customer-identified", customer_id=customer.pk)
    return customer


def _read_number(phone: str | None) -> str | None:
    e164 = parse_mobile(phone) if phone else None
    if phone and e164 is None:
        raise NotAMobile
    return e164


def check_still_theirs(customer: Customer, phone: str) -> None:
    """NotTheirsAnyMore if codes go to the E.164 number no longer, or the customer is blocked.

    Inside a transaction: neither happens before it ends, since the file's row stays locked.
    """
    now = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if now.is_blocked or now.sms_number != phone:
        raise NotTheirsAnyMore


def _identify(known: Customer, person: Customer) -> Customer:
    """Whoever registered without a card with this number becomes this person, in the same file.

    Whether it was they who registered nobody knows: a number goes from hand to hand. So the access
    is suspended, and they are told how to prove it.
    """
    for fact in PROVEN:
        setattr(known, fact, getattr(person, fact))
    _save(known, update_fields=PROVEN)
    suspend_access(customer=known)
    record(kind="customer-identified", customer_id=known.pk)
    assert known.phone is not None
    queue_alert(phone=known.phone, purpose="identified", language=known.language,
                customer_id=known.pk)  # fmt: skip
    return known


def _save(customer: Customer, **how: Any) -> None:
    try:
        with transaction.atomic():
            customer.save(**how)
    except IntegrityError:
        if Customer.objects.filter(iin_fingerprint=customer.iin_fingerprint).exists():
            raise AlreadyOnFile from None
        raise PhoneTaken from None
