"""Who the customer is (Customer) and how a person signs in (User, staff too)."""

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.db import models

from homebank.lib.fields import SealedTextField
from homebank.lib.ids import uuid7


class Customer(models.Model):
    """The bank's file on a person. Personal facts are sealed; look-ups go by fingerprint."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    full_name = SealedTextField()
    latin_name = SealedTextField(blank=True)
    iin = SealedTextField()
    iin_fingerprint = models.CharField(max_length=64, unique=True)
    birth_date = SealedTextField()
    phone = SealedTextField(null=True)
    phone_fingerprint = models.CharField(max_length=64, null=True, unique=True)
    codeword_hash = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=2, default="ru")
    blocked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)


class User(AbstractBaseUser, PermissionsMixin):
    """A way to sign in: a customer's access to the portal, or a member of staff."""

    customer = models.OneToOneField(Customer, models.PROTECT, null=True, related_name="user")
    homebank_id = models.CharField(max_length=8, null=True, unique=True)
    login_name = models.CharField(max_length=30, null=True, unique=True)
    first_name = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    registered_at = models.DateTimeField()

    USERNAME_FIELD = "login_name"
    objects = UserManager()

    def __str__(self) -> str:
        return self.login_name or self.homebank_id or str(self.pk)
