"""Access that was lost or is in doubt: recovery, another number, a changed SIM."""
