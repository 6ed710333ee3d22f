"""No second factor's secret lies at the desk, whoever looks."""

from django.contrib import admin
from django_otp.models import Device


def test_no_second_factor_is_registered_at_the_desk() -> None:
    assert not [model for model in admin.site._registry if issubclass(model, Device)]
    assert len(admin.site._registry) > 10
