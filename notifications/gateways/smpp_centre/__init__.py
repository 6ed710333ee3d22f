"""A centre that speaks SMPP 3.4 on loopback, for demos and tests: `manage.py smscsim`.

Written on `struct` apart from the gateway and from smpplib, so that no mistake agrees with itself.
"""
