"""For the image: compiles the words and gathers the static files. Opens no database.

The settings want every secret; here each is a word that opens nothing and stays nowhere.
"""

import os
import sys
from pathlib import Path

NOTHING = {
    "DATABASE_URL": "postgresql://nobody@nowhere.invalid/none",
    "REDIS_URL": "redis://nowhere.invalid/0",
    "HOMEBANK_SECRET_KEY": "only for collectstatic",
    "HOMEBANK_FIELD_KEYS": f"none:{'00' * 32}",
    "HOMEBANK_INDEX_KEY": "00" * 32,
    "HOMEBANK_CODE_KEY": "00" * 32,
    "HOMEBANK_CARD_VERIFICATION_KEY": "00" * 16,
    "HOMEBANK_ALLOWED_HOSTS": "localhost",
    "HOMEBANK_CODE_HOST": "localhost",
    "HOMEBANK_SMS_GATEWAY": "none",
    "DJANGO_SETTINGS_MODULE": "homebank.settings",
}


def main() -> None:
    """Everything that the running site would otherwise have to write."""
    os.environ.update({name: value for name, value in NOTHING.items() if name not in os.environ})
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import django
    from django.core.management import call_command

    django.setup()
    from homebank.catalogues import compile_catalogues

    compile_catalogues()
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
