"""Mutation testing of our own judges: `make mutate`."""
