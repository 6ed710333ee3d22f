"""Statements: a period of an account, searched and narrowed, on pages and as files."""
