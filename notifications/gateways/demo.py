"""The demo phone: messages reach the handsets of /demo/phone/ and never leave the house."""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from homebank.lib import clock
from notifications.models import DemoSms, Sms


class DemoPhone:
    """Puts each message on the handset of its number, once. ImproperlyConfigured outside a demo."""

    def __init__(self) -> None:
        if not settings.DEMO:
            raise ImproperlyConfigured("The demo phone shows codes: it serves only a demo.")

    def send(self, *, to: str, text: str, reference: UUID) -> str:
        received = DemoSms(
            reference=reference, phone=to, phone_fingerprint=Sms.fingerprint(to), text=text,
            received_at=clock.now(),
        )  # fmt: skip
        DemoSms.objects.bulk_create([received], ignore_conflicts=True)
        return str(reference)
