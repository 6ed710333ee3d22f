"""By which documents a person is known: those of a resident, and those of anybody else."""

from accounts.models import IdentityDocument

Kind = IdentityDocument.Kind


def kinds_for(is_resident: bool) -> tuple[IdentityDocument.Kind, ...]:
    """What is offered. A citizen who lives abroad still has a passport of Kazakhstan."""
    if is_resident:
        return (Kind.ID_CARD, Kind.PASSPORT, Kind.PERMIT)
    return (Kind.FOREIGN, Kind.PASSPORT)
