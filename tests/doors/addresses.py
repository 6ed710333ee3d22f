"""Every address that the resolver knows, however deep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver
from django.utils.regex_helper import normalize


@dataclass(frozen=True)
class Door:
    """One pattern of the resolver. `template` is its path with %(name)s for each of `wants`."""

    name: str
    template: str
    wants: tuple[str, ...]
    view: Callable[..., Any]

    def address(self, **arguments: object) -> str:
        """The path with these arguments in it; others are ignored."""
        return self.template % arguments


def all_doors() -> list[Door]:
    """Every pattern; one without a name is called by its path."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, before: str, space: str) -> Iterator[Door]:
    for each in resolver.url_patterns:
        regex = before + each.pattern.regex.pattern.removeprefix("^")
        if isinstance(each, URLResolver):
            yield from _walk(each, regex, f"{space}{each.namespace}:" if each.namespace else space)
            continue
        [(path, names), *_others] = normalize(regex)
        template = f"/{path}"
        called = each.name or "<" + template % {name: name for name in names} + ">"
        yield Door(space + called, template, tuple(names), each.callback)
