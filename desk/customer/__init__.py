"""A customer in one page: what the bank knows, in pieces that each ask for their permission."""
