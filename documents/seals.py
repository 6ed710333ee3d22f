"""The bank's electronic seal on a PDF: PAdES B-B over the whole file, no later change allowed.

A certificate of the bank and its chain are in the seal, so that a paper is checked without us. No
timestamp authority is asked: when it was sealed is the bank's word (docs/documents.md).
"""

import logging
from datetime import datetime
from functools import cache
from io import BytesIO
from tempfile import NamedTemporaryFile
from typing import Any

from asn1crypto.x509 import Certificate
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils import layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from documents.errors import NoSealNow
from documents.typesetting import typeset
from documents.words import moment
from homebank.lib.certificates import NoSeal, Seal, read_seal

log = logging.getLogger(__name__)

MM = 72 / 25.4
# The empty place at the foot of the last page (typst/paper.typ): left, bottom, right, top in mm.
PLACE = (20, 22.5, 112, 49.5)
FIELD = "Seal"
WHOLE = layout.SimpleBoxLayoutRule(
    x_align=layout.AxisAlignment.ALIGN_MIN, y_align=layout.AxisAlignment.ALIGN_MIN
)


def seal_pdf(pdf: bytes, *, issuer: str, language: str, at: datetime) -> bytes:
    """The file with the seal's picture on its last page and the signature over all of it.

    The words of the picture are in the active language. NoSealNow if the bank's seal cannot be
    read or is not valid at the moment.
    """
    seal = _seal_at(at)
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES,
        certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES, name=issuer,
    )  # fmt: skip
    left, bottom, right, top = (round(edge * MM) for edge in PLACE)
    with NamedTemporaryFile(suffix=".pdf") as picture:
        picture.write(_picture(seal, issuer=issuer, language=language, at=at))
        picture.flush()
        sealer = _SealerAt(
            meta, signer=_BanksSigner(seal),
            stamp_style=StaticStampStyle.from_pdf_file(
                picture.name, border_width=0, background_layout=WHOLE
            ),
            new_field_spec=fields.SigFieldSpec(FIELD, on_page=-1, box=(left, bottom, right, top)),
        )  # fmt: skip
        sealer.at = at
        sealed: BytesIO = sealer.sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return sealed.getvalue()


class _SealerAt(signers.PdfSigner):
    """A signer of files whose clock is ours: the library asks the machine's."""

    at: datetime

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self.at
        return session


class _BanksSigner(signers.Signer):
    """Signs with the key as it was loaded once: the library loads and proves it for each file."""

    def __init__(self, seal: Seal) -> None:
        chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        chain.register_multiple([Certificate.load(each) for each in seal.chain])
        certificate = Certificate.load(seal.certificate)
        super().__init__(signing_cert=certificate, cert_registry=chain)
        self.seal = seal

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        """The signature; for a dry run, that only measures, as many zeros."""
        return bytes(self.seal.longest_signature) if dry_run else self.seal.sign(data)


def _seal_at(at: datetime) -> Seal:
    try:
        seal = _load(settings.SEAL_FILE, settings.SEAL_PASSPHRASE)
    except NoSeal as reason:
        log.error("papers cannot be sealed: %s", reason)
        raise NoSealNow from None
    if not seal.begins_at <= at < seal.ends_at:
        log.error("papers cannot be sealed: the certificate is not valid now")
        raise NoSealNow
    return seal


@cache
def _load(file: str, passphrase: str) -> Seal:
    """Read once a process: a new seal needs a restart."""
    return read_seal(file, passphrase)


def _picture(seal: Seal, *, issuer: str, language: str, at: datetime) -> bytes:
    serial = f"{Certificate.load(seal.certificate).serial_number:040X}"[-16:]
    shown = " ".join(serial[start : start + 2] for start in range(0, len(serial), 2))
    lines = [
        issuer,
        moment(at),
        _("certificate {serial}").format(serial=shown),
        _("PAdES. Any change to the file breaks the seal."),
    ]
    words = {"title": _("Electronic seal of the bank"), "language": language, "lines": lines}
    return typeset("stamp.typ", words, at=at, tagged=False)
