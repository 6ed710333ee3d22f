"""Django for the contenders that are not the bank: their apps, their database, nothing else."""

import os

from homebank.settings import SECRET_KEY as BANKS_KEY
from homebank.settings import database

SECRET_KEY = BANKS_KEY
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database(os.environ["BENCH_DATABASE_URL"])}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    *filter(None, os.environ["BENCH_APPS"].split(",")),
]
# hordak knows the currencies of one exchange only, and no tenge.
CURRENCIES = HORDAK_CURRENCIES = ["EUR"]
HORDAK_MAX_DIGITS = 20
LOGGING_CONFIG = None
DJANGO_LEDGER_USE_DEPRECATED_BEHAVIOR = False
