"""The words that all the rest is said in: frozen values, standard library only."""
