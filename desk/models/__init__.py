"""What the operators' room keeps of its own: imports of cards, registers and their differences."""

from desk.models.imports import (
    CardImport,
    ImportedCard,
    ImportFault,
    ImportFile,
    ImportKey,
    ImportState,
)
from desk.models.publications import Publication
from desk.models.registers import (
    Difference,
    DifferenceKind,
    DifferenceState,
    DifferenceStep,
    Register,
)

__all__ = [
    "CardImport", "Difference", "DifferenceKind", "DifferenceState", "DifferenceStep",
    "ImportFault", "ImportFile", "ImportKey", "ImportState", "ImportedCard", "Publication",
    "Register",
]  # fmt: skip
