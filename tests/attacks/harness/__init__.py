"""Runs hostile programs safely: what they say of themselves, where they run, and what they left behind."""
