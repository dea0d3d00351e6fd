"""A pure engine that picks, asks, marks and schedules; no clock, terminal, file or global random."""
