"""Ordering a card: the customer's pages, what is kept of an order, and how it moves on."""
