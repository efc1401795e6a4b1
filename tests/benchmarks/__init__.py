"""How fast the server and the command are on large projects. ``python -m tests.benchmarks`` measures and prints it."""
