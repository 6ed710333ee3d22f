"""Billers to be paid, for registers of what they credited."""

from tests.payments.conftest import billers, simulator

__all__ = ["billers", "simulator"]
