"""Every address of the bank, every kind of visitor: who may enter, what comes back, what harms."""
