"""Keeping what a customer agreed to: by agreement, version, language and time (ACC-13)."""

from accounts.agreements import agreement, text_of
from accounts.models import Consent, Customer
from homebank.lib import clock


def record_consent(
    *, customer: Customer, slug: str, language: str, version: int | None = None
) -> Consent:
    """Write down that the customer accepted the text, the newest one unless told which.

    `language` is that of the page on which it stood. LookupError for an unknown agreement.
    """
    accepted = agreement(slug, version)
    text = text_of(accepted, language)
    return Consent.objects.create(
        customer=customer, agreement=accepted.slug, version=accepted.version,
        language=text.language, text_digest=text.digest, given_at=clock.now(),
    )  # fmt: skip


def consents_of(*, customer: Customer) -> list[Consent]:
    """All that the customer agreed to, the latest first."""
    return list(Consent.objects.filter(customer=customer).order_by("-given_at"))
