"""3-D Secure: the settings of a card, and the access control server that asks its owner."""
