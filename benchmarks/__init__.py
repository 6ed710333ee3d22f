"""How fast the bank is beside its peers: `make bench`, docs/performance.md. No product code."""
