"""Why a fee could not be told: sentences for the customer, and one for whoever loads a tariff."""

from django.utils.translation import gettext_lazy as _

from homebank.lib.errors import Refusal


class TariffRefused(Refusal):
    """A fee that could not be worked out. Nothing was charged."""


class NoTariff(TariffRefused):
    message = _(
        "The tariff has no fee for this payment, so the bank does not take it. Nothing was charged."
    )


class NothingToPay(TariffRefused):
    message = _("The amount is more than zero. Enter how much to pay.")


class NotInTariffCurrency(TariffRefused):
    message = _("Fees are set for amounts in {expected}. Enter the amount in {expected}.")


class NoRate(TariffRefused):
    message = _("The bank has no exchange rate for {currency}. Pay in another currency.")


class RateFileRefused(Exception):
    """A file of exchange rates that is not loaded. The text says which line and why."""


class TariffFileRefused(Exception):
    """A tariff file that is not loaded. The text tells the operator which line and why."""
