"""The book's SQL: the verbs, what the database itself refuses, and who may do what.

A changed file is loaded by a new migration; a test compares each function with its file.
"""

from pathlib import Path

# In the order of loading: tables' storage, functions, guards, and the rights last.
FILES = ("storage", "refuse", "first", "write", "open", "post", "hold", "settle", "release",
         "reverse", "guard", "rights")  # fmt: skip


def read(name: str, *, web_role: str) -> str:
    """The statements of one file, for the database whose site works as `web_role`."""
    text = (Path(__file__).parent / f"{name}.sql").read_text()
    quoted = '"' + web_role.replace('"', '""') + '"'
    return text.replace("{web}", quoted)
