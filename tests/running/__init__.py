"""Running the bank for real: backups, TLS behind nginx, compose, settings, what is swept away."""
