"""A paper is issued once: set, sealed, numbered and kept. Asked again, it is the same file."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from documents.letters import clean, printable
from documents.masks import masked_name
from documents.models import Document
from documents.numbers import fresh_code, next_number, shown_code, shown_number
from documents.typesetting import typeset
from homebank.identity import BANK
from homebank.lib import clock, crypto
from homebank.lib.ids import uuid7

CODE_COLUMN = "documents_document.code"


class WrongBytes(Exception):
    """What is kept under a paper's number is not what was issued: an alarm, never an answer."""


def issue(
    *, kind: str, subject: UUID, owner_id: UUID | None, language: str, template: str,
    facts: Mapping[str, Any], issued_to: str,
) -> Document:  # fmt: skip
    """The one paper of this kind about the subject in the language; made when first asked for.

    `facts` is JSON for the template, and holds `title` and `told`: a list of
    `{"name": {"kk", "ru", "en"}, "value": text}` that whoever holds the paper may compare with it.
    `issued_to` is printed by the template if it wants; the page that verifies sees it masked.
    NoSealNow if the bank cannot seal.
    """
    found = find(kind=kind, subject=subject, language=language)
    if found is not None:
        return found
    at = clock.now()
    paper = Document(
        id=uuid7(), number=next_number(at), kind=kind, subject=subject, owner_id=owner_id,
        language=language, issued_to_masked=masked_name(printable(issued_to)), issued_at=at,
        told=json.dumps(clean(facts["told"]), ensure_ascii=False), code=fresh_code(),
    )  # fmt: skip
    paper.code_hash = crypto.fingerprint(paper.code, column=CODE_COLUMN)
    paper.pdf = _make(paper, template, facts, at)
    paper.sha256 = hashlib.sha256(paper.pdf).hexdigest()
    # Who comes second finds the first one's: its number is never seen, its bytes are thrown away.
    Document.objects.bulk_create([paper], ignore_conflicts=True)
    return Document.objects.get(kind=kind, subject=subject, language=language)


def find(*, kind: str, subject: UUID, language: str) -> Document | None:
    """The paper, if it was issued already."""
    return Document.objects.filter(kind=kind, subject=subject, language=language).first()


def sealed_bytes(paper: Document) -> bytes:
    """The file as it was issued. WrongBytes if what is kept is another."""
    if hashlib.sha256(paper.pdf).hexdigest() != paper.sha256:
        raise WrongBytes(paper.number_shown)
    return paper.pdf


def address_of(paper: Document) -> str:
    """Where whoever holds the paper verifies it: what the QR says."""
    return _address(paper.number_shown, paper.code_shown)


def place_to_check() -> str:
    """`homebank.kz/verify`: as people read it from paper and type it."""
    return settings.PUBLIC_URL.split("://", 1)[-1] + reverse("documents:verify").rstrip("/")


def qr_picture(paper: Document) -> str:
    """The QR of the paper for a page: a `data:` address of a drawing."""
    made = segno.make(address_of(paper), error="m", micro=False)
    return str(made.svg_data_uri(border=2, dark="#13222A", light="#fff"))


def _make(paper: Document, template: str, facts: Mapping[str, Any], at: datetime) -> bytes:
    # The library of seals takes half a second to load: only who seals a paper waits for it, and
    # the site's processes load it when they start (homebank/wsgi.py).
    from documents.seals import seal_pdf

    with translation.override(paper.language):
        issuer = BANK["legal_name"][paper.language]
        words = {"paper": _common(paper, issuer, str(facts["title"])), "facts": clean(facts)}
        pdf = typeset(template, words, at=at)
        return seal_pdf(pdf, issuer=issuer, language=paper.language, at=at)


def _common(paper: Document, issuer: str, title: str) -> dict[str, Any]:
    """What stands on every paper, in the active language."""
    number, code = shown_number(paper.number), shown_code(paper.code)
    contact = f"{BANK['city'][paper.language]} · {BANK['contacts']['short']}"
    return {
        "language": paper.language, "title": printable(title), "issuer": issuer,
        "bank": [
            issuer, f"{_('BIN')} {BANK['bin']} · {_('BIC')} {BANK['bic']}", contact,
        ],
        "number": number, "code": code, "address": place_to_check(),
        "qr": _qr(_address(number, code)),
        "check_label": _("Check this paper:"), "qr_alt": _("QR: the page that checks this paper"),
    }  # fmt: skip


def _address(number: str, code: str) -> str:
    path = reverse("documents:paper", kwargs={"number": number, "code": code})
    return settings.PUBLIC_URL + path


def _qr(text: str) -> str:
    drawing = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawing, kind="svg", border=0, dark="#13222A", xmldecl=False
    )
    return drawing.getvalue().decode()
