"""Tables of the typical ORM service: balance on the account row, entries that refer to it."""

from django.db import models


class Account(models.Model):
    """A payer, a biller, or the bank's fees."""

    balance = models.BigIntegerField(default=0)


class Transfer(models.Model):
    """One payment."""

    payer = models.ForeignKey(Account, models.PROTECT, related_name="paid")
    biller = models.ForeignKey(Account, models.PROTECT, related_name="received")
    amount = models.BigIntegerField()
    fee = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)


class Entry(models.Model):
    """One leg of a payment."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    amount = models.BigIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)
