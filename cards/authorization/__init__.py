"""Deciding card operations: the rules, the gates, the host that shops and machines ask."""
