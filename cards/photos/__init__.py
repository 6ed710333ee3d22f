"""Photos of documents: taken in, made anew by a process that may do little, kept sealed, forgotten."""
