"""Which requirements, by which probes, on which pairings, in which order."""
