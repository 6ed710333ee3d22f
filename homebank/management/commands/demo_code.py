"""`demo_code`: what the demo operator's authenticator app shows now, for who has no app at hand."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from homebank.demo_bank.people import OPERATOR


class Command(BaseCommand):
    help = "Prints the present code of the demo operator's authenticator. Demo only."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demo shows codes: HOMEBANK_DEMO is not on.")
        device = TOTPDevice.objects.filter(user__login_name=OPERATOR, user__is_staff=True).first()
        if device is None:
            raise CommandError("There is no demo operator: run `make demo` first.")
        self.stdout.write(f"{totp(device.bin_key, device.step, device.t0, device.digits):06d}")
