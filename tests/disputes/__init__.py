"""Disputes: by URL as customers and operators meet them."""
