"""`manage.py roles`: who of staff sees and does what, as a table in Markdown for docs/desk.md."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from accounts.staff.roles import DOES, SEES, Role

PAGE = Path(settings.BASE_DIR) / "docs" / "desk.md"
BEGIN, END = "<!-- roles -->", "<!-- /roles -->"


class Command(BaseCommand):
    help = "Prints the six roles of staff: what each sees, and each deed with its permission."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="Into docs/desk.md.")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            table = roles_table()
        if options["write"]:
            before, _old, after = in_three(PAGE.read_text())
            PAGE.write_text(f"{before}{table}{after}")
        else:
            self.stdout.write(table)


def in_three(page: str) -> tuple[str, str, str]:
    """What stands before the tables, the tables, and what stands after them."""
    before, rest = page.split(BEGIN)
    table, after = rest.split(END)
    return f"{before}{BEGIN}\n", table.strip(), f"\n{END}{after}"


def roles_table() -> str:
    """The two tables, made from accounts/staff/roles.py and the permissions of the models."""
    lines = ["| role | sees the tables of |", "|---|---|"]
    lines += [f"| {role.label} | {', '.join(sorted(SEES[role]))} |" for role in Role]
    heads = " | ".join(str(role.label) for role in Role)
    lines += ["", f"| deed | permission | {heads} |", f"|---|---|{'---|' * len(Role)}"]
    known = _names()
    for permission in sorted({each for deeds in DOES.values() for each in deeds}):
        may = " | ".join("yes" if permission in DOES.get(role, ()) else "" for role in Role)
        lines.append(f"| {known[permission]} | `{permission}` | {may} |")
    return "\n".join(lines)


def _names() -> dict[str, str]:
    """Each permission of a model's own, by its code: what it lets somebody do."""
    return {
        f"{model._meta.app_label}.{code}": str(name).removeprefix("Can ")
        for model in apps.get_models()
        for code, name in model._meta.permissions
    }
