"""Disputes of operations: what a customer tells, what operators do about it, what comes of it."""
