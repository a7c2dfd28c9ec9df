"""Several JSON reports beside one another: what changed, what they say together, how it went over time."""
