"""The profile: which target, which accounts, which pairings are given up, which levers there are."""
