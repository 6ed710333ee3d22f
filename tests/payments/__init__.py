"""Payments: the doors, the worker, the billers."""
