"""Staff: who they are, what they may do, and what they do about a customer."""
