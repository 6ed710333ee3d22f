"""One timeline of a payment or a card operation: each room tells what it knows of it.

`settings.STORIES` names a Teller of each room. What is asked for is found by a number or an id;
then rooms name what belongs to it (a payment's quote, its code, its hold), until nothing is new.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django_stubs_ext import StrOrPromise

LONGEST = 60  # of what is typed: nothing that is looked for is longer
ROUNDS = 5  # an operation, its hold, its transfer, the transfer's reversal, and what tells of that
MOST = 500  # ids in a story: more is no story of one deed


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened at a moment. `room` is where it is written down; `facts` are shown as they are
    at the desk (`x_minor` as a sum, codes in words). Nothing secret, no full number."""

    at: datetime
    room: str
    what: StrOrPromise
    facts: Mapping[str, object] = field(default_factory=dict)


def nothing(_ids: Iterable[UUID]) -> set[UUID]:
    """For what a room does not know of."""
    return set()


@dataclass(frozen=True, slots=True)
class Teller:
    """What a room knows of deeds: `find` by what a person types, `related` ids, `owners` among
    customers, and the moments. Each takes a bounded number of queries."""

    tell: Callable[[set[UUID]], Iterable[Moment]]
    find: Callable[[str], set[UUID]] = field(default=lambda _typed: set())
    related: Callable[[set[UUID]], set[UUID]] = nothing
    owners: Callable[[set[UUID]], set[UUID]] = nothing


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of one deed, in the order of time, and whose it is."""

    ids: set[UUID]
    owners: set[UUID]
    moments: list[Moment]


def story_of(typed: str) -> Story | None:
    """The story of what has this id, RRN or number; None if nothing has it."""
    tellers: list[Teller] = [import_string(path) for path in settings.STORIES]
    asked = typed.strip()
    if not asked or len(asked) > LONGEST or "\0" in asked:
        return None
    ids = _grown(_united(teller.find(asked) for teller in tellers), tellers)
    moments = [moment for teller in tellers for moment in teller.tell(ids)] if ids else []
    if not moments:
        return None
    owners = _united(teller.owners(ids) for teller in tellers)
    return Story(ids, owners, sorted(moments, key=lambda moment: moment.at))


def id_in(typed: str) -> set[UUID]:
    """The id that is typed, if one is."""
    try:
        return {UUID(typed)}
    except ValueError:
        return set()


def _grown(ids: set[UUID], tellers: list[Teller]) -> set[UUID]:
    for _round in range(ROUNDS):
        more = _united(teller.related(ids) for teller in tellers) - ids if ids else set()
        if not more or len(ids | more) > MOST:
            break
        ids = ids | more
    return ids


def _united(sets: Iterable[set[UUID]]) -> set[UUID]:
    return set().union(*sets)
