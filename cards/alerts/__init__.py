"""SMS alerts of a card: switching them, their monthly fee, the messages themselves."""
