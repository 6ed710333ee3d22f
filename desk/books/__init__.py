"""The book at the desk: an account's card, and what is taken of the books as files."""
