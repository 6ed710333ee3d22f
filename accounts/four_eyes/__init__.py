"""Four eyes: what one member of staff proposes with a reason, another approves or rejects.

A new kind is one class (docs/four-eyes.md): a subclass of Kind, named in settings.FOUR_EYES.
"""

from accounts.four_eyes.deciding import approve, reject
from accounts.four_eyes.errors import (
    AlreadyDecided,
    AlreadyWaits,
    NotYoursToDecide,
    Overtaken,
    OwnProposal,
    ProposalExpired,
)
from accounts.four_eyes.kinds import Kind, kind_of, kinds
from accounts.four_eyes.proposing import count_proposal, propose, waiting_for, withdraw

__all__ = [
    "AlreadyDecided",
    "AlreadyWaits",
    "Kind",
    "NotYoursToDecide",
    "Overtaken",
    "OwnProposal",
    "ProposalExpired",
    "approve",
    "count_proposal",
    "kind_of",
    "kinds",
    "propose",
    "reject",
    "waiting_for",
    "withdraw",
]
