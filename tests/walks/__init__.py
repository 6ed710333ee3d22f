"""Walks through the running bank, as its customers walk."""
