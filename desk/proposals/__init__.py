"""The desk's pages of the four eyes: what waits, one proposal, and proposing."""
