"""Why a backup cannot be taken or used: whole sentences, one for each thing to mend."""


class BackupRefused(Exception):
    """Carries every reason that was found, not only the first."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons
