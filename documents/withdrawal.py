"""Taking a paper back: the file stays what it is, but whoever checks it is told."""

from documents.errors import AlreadyWithdrawn
from documents.models import Document, Reason
from homebank.lib import clock


def withdraw(*, paper: Document, reason: Reason) -> None:
    """From now on the page that verifies the paper says that it is withdrawn, and why.

    AlreadyWithdrawn the second time: the first reason stays.
    """
    taken = Document.objects.filter(pk=paper.pk, withdrawn_at=None).update(
        withdrawn_at=clock.now(), withdrawn_for=reason
    )
    if not taken:
        raise AlreadyWithdrawn
