"""Whose handsets the demo phone offers before any message came. Named by DEMO_PHONES_LOOKUP."""

from homebank.demo_bank.people import demo_people


def demo_phones(*, language: str) -> list[tuple[str, str, str]]:
    """`(E.164, name, story)` of everybody in people.toml with a number, told in `language`."""
    return [
        (person.phone, person.full_name, person.story.get(language, person.story["ru"]))
        for person in demo_people()
        if person.phone
    ]
