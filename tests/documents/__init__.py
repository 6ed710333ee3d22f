"""Papers: issued once, sealed, checked by whoever holds one."""
