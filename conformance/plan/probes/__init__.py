"""The probes, one file a theme: generators of steps, without any input or output of their own."""
