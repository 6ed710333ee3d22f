"""Settings for the type checker, which reads models and connects to nothing."""

import os

NOWHERE = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "HOMEBANK_SECRET_KEY": "types",
    "HOMEBANK_ALLOWED_HOSTS": "localhost",
    "HOMEBANK_FIELD_KEYS": "k1:" + "00" * 32,
    "HOMEBANK_INDEX_KEY": "01" * 32,
    "HOMEBANK_CODE_KEY": "02" * 32,
    "HOMEBANK_CARD_VERIFICATION_KEY": "03" * 16,
    "HOMEBANK_SMS_GATEWAY": "notifications.gateways.demo.DemoPhone",
    "HOMEBANK_DEMO": "1",
}
os.environ.update({name: os.environ.get(name, value) for name, value in NOWHERE.items()})

from homebank.settings import *  # noqa: E402, F403
