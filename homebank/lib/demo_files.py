"""Files that a demo makes for itself, once: a seal, an authority of signatures, a card bureau.

Their modules are loaded when something is made: commands of every day do not wait for them.
"""

from datetime import datetime
from pathlib import Path


def demo_files(state: Path, *, at: datetime) -> dict[str, str]:
    """Make what is not there yet below the state folder; the settings that name the files."""
    return {
        **_seal(state / "seal", at),
        **_authority(state / "signatures", at),
        **_bureau(state / "bureau", at),
    }


def _seal(folder: Path, at: datetime) -> dict[str, str]:
    """A seal for papers that only a demo's own authority vouches for."""
    if not (folder / "seal.p12").exists():
        from homebank.identity import BANK
        from homebank.lib.certificates import make_seal

        make_seal(folder, owner=BANK["legal_name"]["en"], at=at)
    return {"HOMEBANK_SEAL_FILE": str(folder / "seal.p12"),
            "HOMEBANK_SEAL_PASSPHRASE_FILE": str(folder / "passphrase")}  # fmt: skip


def _authority(folder: Path, at: datetime) -> dict[str, str]:
    """An authority of digital signatures that a demo's people have their keys from."""
    if not (folder / "issuing.key").exists():
        from homebank.lib.demo_authority import make_authority

        make_authority(folder, at=at)
    return {"HOMEBANK_CERTIFICATE_AUTHORITIES": str(folder / "authorities")}


def _bureau(folder: Path, at: datetime) -> dict[str, str]:
    """A bureau that makes a demo's cards."""
    if not (folder / "bureau.pem").exists():
        from homebank.lib.demo_bureau import make_bureau

        make_bureau(folder, at=at)
    return {"HOMEBANK_CARD_BUREAU_CERTIFICATE": str(folder / "bureau.pem")}
