"""What waits for a second pair of eyes, said on the record that it is about."""

from typing import Any

from django import template
from django.db.models import Model

from accounts.four_eyes.kinds import kinds_for, label_of, subject_of
from accounts.four_eyes.listing import about
from accounts.models import Proposal, User

register = template.Library()


@register.inclusion_tag("desk/proposals/about.html", takes_context=True)
def what_waits(context: dict[str, Any], row: Model) -> dict[str, Any]:
    """The proposals that wait about the row of the page, and what the reader may propose."""
    user = context["request"].user
    if not isinstance(user, User) or not isinstance(row, Model):
        return {}
    waits, key = about(row), subject_of(row)
    taken = {proposal.kind for proposal in waits if proposal.subject == key}
    offered = [kind for kind in kinds_for(row, user) if kind.slug not in taken]
    return {"waits": waits, "offered": offered, "key": key}


@register.filter
def kind_label(proposal: Proposal) -> str:
    """What it is a proposal of, in words."""
    return label_of(proposal)
