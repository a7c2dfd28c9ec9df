"""What people meet: the command line and the pytest plugin; thin, everything else is below them."""
