"""The cast: Anna (two cards), Ben (her payee), Mallory (sees nothing of theirs), Olga (operator)."""
