"""Pages of this room: the overview, and the area of one card with a module per tab."""
