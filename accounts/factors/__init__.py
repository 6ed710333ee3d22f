"""Second factors and what they confirm: codes, apps, passkeys, recovery codes."""
