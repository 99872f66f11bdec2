"""The embedded stack of `make demo` and `make test`. Imports nothing of ours, and nothing imports it."""
