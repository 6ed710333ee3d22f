"""Pages of this room: registering and signing in."""
