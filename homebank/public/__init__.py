"""The public site: pages that anyone reads without signing in, and the data that they show."""
