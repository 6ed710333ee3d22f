"""Registration: by card or without one, and what whoever comes in is given."""
