"""A whole running bank for browser walks and for killing."""
