"""Cards of other banks, over a real acquirer process on loopback."""
