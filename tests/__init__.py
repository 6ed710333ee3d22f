"""Tests on the real parts: PostgreSQL, Valkey, Celery, gunicorn, Chromium, billers on sockets."""
