"""What a stranger does with a paper: reads it, looks at its seal, reads its QR."""

from __future__ import annotations

import re
import subprocess
from datetime import datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import zxingcpp
from asn1crypto import pem
from asn1crypto.x509 import Certificate
from django.conf import settings
from PIL import Image
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko_certvalidator import ValidationContext

from documents.issuing import issue
from documents.models import Document
from documents.words import in_each_language
from homebank.lib.ids import uuid7
from homebank.lib.money import Money

VALID, WHOLE = "Signature is Valid", "Total document signed"
TRUSTED = "Certificate is Trusted"


def authority() -> Path:
    """The certificate that vouches for the seal of these tests."""
    return Path(settings.SEAL_FILE).with_name("authority.pem")


def text_of(pdf: bytes) -> str:
    """What pdftotext reads, blanks made plain, breaks inside of long words undone."""
    read = _run("pdftotext", "-", "-", given=pdf)
    return " ".join(read.replace("\u200b", "").replace("\u00a0", " ").split())


def signature_of(pdf: bytes, folder: Path, *, trusting: bool = True) -> str:
    """What pdfsig says of the file; `trusting` the authority of the tests."""
    file = folder / "paper.pdf"
    file.write_bytes(pdf)
    trust = ["-nssdir", str(nss(folder))] if trusting else []
    return _run("pdfsig", *trust, str(file), check=False)


def nss(folder: Path) -> Path:
    """A database of certificates in which the tests' authority is trusted."""
    made = folder / "nss"
    if not made.exists():
        made.mkdir()
        _run("certutil", "-N", "-d", f"sql:{made}", "--empty-password")
        _run("certutil", "-A", "-d", f"sql:{made}", "-n", "authority", "-t", "C,C,C",
             "-i", str(authority()))  # fmt: skip
    return made


def holds(pdf: bytes, *, at: datetime | None = None) -> bool:
    """Whether pyHanko's own validator accepts the seal, its chain, and the whole of the file."""
    _name, _headers, der = pem.unarmor(authority().read_bytes())
    context = ValidationContext(
        trust_roots=[Certificate.load(der)], allow_fetching=False, moment=at
    )
    try:
        [signature] = PdfFileReader(BytesIO(pdf)).embedded_signatures
        return bool(validate_pdf_signature(signature, context).bottom_line)
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError,
            AttributeError, IndexError, ArithmeticError, RecursionError):  # fmt: skip
        return False  # no PDF any more


def qr_of(pdf: bytes) -> str:
    """What a phone reads from the printed page, the last of the paper."""
    with pikepdf.open(BytesIO(pdf)) as paper:
        last = str(len(paper.pages))
    drawn = _bytes("pdftoppm", "-f", last, "-r", "100", "-png", "-singlefile", "-", given=pdf)
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(drawn)))
    return str(code.text)


def words_of(answer: Any) -> str:
    """What stands in the main part of a page, blanks made plain."""
    main = answer.content.decode().split("<main", 1)[-1].split("<footer", 1)[0]
    bare = re.sub(r"<[^>]*>", " ", re.sub(r"</?span[^>]*>", "", main))
    return " ".join(unescape(bare).replace("\u00a0", " ").split())


def sample_facts(**more: Any) -> dict[str, Any]:
    """Facts that the template of a receipt prints; names are strangers' words."""
    nothing = {"whole": "0", "decimals": ",00", "sign": "\u00a0₸", "sign-first": False}
    facts = {
        "title": "Квитанция", "number": "№ 1", "at": "1.1.2026", "subject": "Beeline",
        "state": {"text": "исполнен", "look": "ok"}, "small": [],
        "rows": [{"name": "Плательщик", "value": "Анна", "note": ""}],
        "money": [{"name": "Сумма", "notes": [], "sum": nothing}],
        "total": {"name": "Списано", "sum": nothing},
        "told": [{"name": in_each_language("Payee"), "value": "Beeline"}],
    }  # fmt: skip
    return {**facts, **more}


def sample(
    *, owner_id: Any = None, language: str = "ru", issued_to: str = "", **more: Any
) -> Document:
    """A fresh paper about nothing in particular."""
    return issue(
        kind="receipt", subject=uuid7(), owner_id=owner_id, language=language,
        template="receipt.typ", facts=sample_facts(**more), issued_to=issued_to,
    )  # fmt: skip


def shown(money: Money) -> str:
    """As pdftotext reads a sum of a paper in Russian or Kazakh."""
    whole, decimals = str(money.amount).split(".")
    return f"{int(whole):,}".replace(",", " ") + f",{decimals} ₸"


def _run(*command: str, given: bytes | None = None, check: bool = True) -> str:
    return _bytes(*command, given=given, check=check).decode()


def _bytes(*command: str, given: bytes | None = None, check: bool = True) -> bytes:
    done = subprocess.run(command, input=given, capture_output=True, check=check, timeout=60)
    return done.stdout
