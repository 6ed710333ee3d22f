"""Whose handsets the demo phone offers before any message came. Named by DEMO_PHONES_LOOKUP."""

from homebank.demo_bank.people import demo_newcomers, demo_people


def demo_phones(*, language: str) -> list[tuple[str, str, str]]:
    """`(E.164, name, story)` of everybody in people.toml with a number, told in `language`."""
    known = [(p.phone, p.full_name, p.story) for p in demo_people() if p.phone]
    known += [(n.phone, n.login_name, n.story) for n in demo_newcomers()]
    return [(phone, name, story.get(language, story["ru"])) for phone, name, story in known]
