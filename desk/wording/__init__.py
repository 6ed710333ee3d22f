"""Contacts and help, as the desk publishes them."""
