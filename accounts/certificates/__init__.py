"""Signing in by the certificate of a digital signature."""
