"""Photos of documents: made anew by a process that may do little, kept sealed, forgotten."""
