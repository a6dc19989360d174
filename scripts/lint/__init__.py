"""The rules of `lint_specs.py`, and what they look at."""
