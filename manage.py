#!/usr/bin/env python3
"""Every command of the bank. Without DATABASE_URL or DATABASE_URL_FILE: on servers of its own."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homebank.settings")
    if not {"DATABASE_URL", "DATABASE_URL_FILE"} & os.environ.keys():
        try:
            from homebank.lib import embedded
        except ImportError:
            sys.exit("Run `make demo` or `make install` first, then .venv/bin/python manage.py …")

        try:
            os.environ.update(embedded.enter(embedded.state_folder()))
        except embedded.CannotStart as reason:
            sys.exit(str(reason))
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
