#!/usr/bin/env python3
"""Makes every secret of docker-compose.yml, each in a file of its own. Overwrites nothing.

    python3 deploy/make_secrets.py [--into deploy/secrets]

The folder is for its owner alone (0700). The files in it can be read by the users inside the
containers, which are others: whoever cannot enter the folder cannot reach them.
Back the folder up, apart from the database: without these keys a backup cannot be read.
"""

import argparse
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent
# What somebody else issues: named here, so that the end of the run can tell what is missing.
BROUGHT = {
    "tls_certificate": "the site's certificate with its chain (PEM)",
    "tls_key": "the key of that certificate (PEM)",
    "seal": "the bank's electronic seal (PKCS#12, docs/documents.md)",
    "seal_passphrase": "the passphrase of the seal",
    "sms_secret": "the SMS gateway's password or key (docs/messages.md); empty if it has none",
    "cardhost_certificate": "the card host's certificate with its chain (PEM); without cards none",
    "cardhost_key": "the key of that certificate (PEM)",
    "cardhost_clients": "who signs the certificates of those that may ask it (PEM)",
    "invoice_password": "our password with billers of the invoice protocol; empty without them",
}


def make() -> dict[str, str]:
    """Fresh secrets by file name."""
    owner, web, broker = (secrets.token_urlsafe(32) for _ in range(3))
    return {
        "postgres_password": secrets.token_urlsafe(32),
        "owner_password": owner,
        "web_password": web,
        "database_owner_url": f"postgresql://homebank_owner:{owner}@postgres/homebank",
        "database_url": f"postgresql://homebank_web:{web}@postgres/homebank",
        "valkey_conf": f"requirepass {broker}\n",
        "redis_url": f"redis://:{broker}@valkey/0",
        "secret_key": secrets.token_urlsafe(50),
        "field_keys": f"k1:{secrets.token_hex(32)}",
        "index_key": secrets.token_hex(32),
        "code_key": secrets.token_hex(32),
        "card_verification_key": secrets.token_hex(16),
        "book_key": secrets.token_hex(32),
    }


def write(folder: Path, made: Mapping[str, str]) -> None:
    """Write all of them, or none: FileExistsError names the first that is there already."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in made:
        if (folder / name).exists():
            raise FileExistsError(folder / name)
    for name, value in made.items():
        with (folder / name).open("x") as file:
            file.write(value)
        (folder / name).chmod(0o444)


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--into", type=Path, default=HERE / "secrets", metavar="FOLDER")
    folder = parser.parse_args(arguments).into
    try:
        write(folder, make())
    except FileExistsError as there:
        sys.exit(f"{there} is there already: nothing was written. Move the folder away first.")
    sys.stdout.write(
        f"Made {len(make())} secrets in {folder}. Back them up apart from the database.\n"
    )
    for name, what in BROUGHT.items():
        if not (folder / name).exists():
            sys.stdout.write(f"Missing: {folder / name}, {what}.\n")


if __name__ == "__main__":
    main(sys.argv[1:])
