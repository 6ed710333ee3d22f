"""Customers and cards issued in branches, taken over from CSV (docs/imports.md)."""
