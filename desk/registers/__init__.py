"""Registers of the processing centre and of billers, compared with the bank (docs/imports.md)."""
