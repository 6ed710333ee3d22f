"""Backups of the whole bank: taken while it works, restored into an empty database, proven."""
