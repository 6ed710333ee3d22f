"""A paper as the answer to a request."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from documents.issuing import sealed_bytes
from documents.models import Document


def pdf_answer(paper: Document, *, name: str) -> HttpResponse:
    """The sealed file to be kept, under the name, in the language that stands in it."""
    response = HttpResponse(sealed_bytes(paper), content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Robots-Tag"] = "noindex"
    return response
