"""Killing parts of a running bank at the worst moments."""
