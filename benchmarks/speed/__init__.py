"""How fast it is: building, asking, starting. `python -m benchmarks.speed` prints a table."""
