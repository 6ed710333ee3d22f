"""`demo_code`: what the demo operator's authenticator app shows now, for who has no app at hand."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from homebank.demo_bank.people import OPERATOR, OPERATORS


class Command(BaseCommand):
    help = "Prints the present code of a demo operator's authenticator. Demo only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", nargs="?", default=OPERATOR, choices=list(OPERATORS))

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Only a demo shows codes: HOMEBANK_DEMO is not on.")
        login = options["login"]
        device = TOTPDevice.objects.filter(user__login_name=login, user__is_staff=True).first()
        if device is None:
            raise CommandError("There is no such demo operator: run `make demo` first.")
        self.stdout.write(f"{totp(device.bin_key, device.step, device.t0, device.digits):06d}")
