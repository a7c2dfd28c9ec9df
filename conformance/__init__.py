"""Says, with evidence, whether a server keeps the contract of the delete-pairing operation."""

__version__ = "0.1.0"
