"""The only place with input and output: probes are executed against a live target."""
