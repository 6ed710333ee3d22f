"""Messages: texts, the rows, the relay, real workers that die, and the demo phone."""
