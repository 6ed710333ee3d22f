"""Sign-in and what follows it: the password, the visit, what its owner reads of it."""
