"""The audit trail, proven: events are sealed each night by a chain and a signature.

docs/desk.md, "Audit".
"""
