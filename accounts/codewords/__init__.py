"""The codeword: what it may be, comparing it, another one in its place."""
