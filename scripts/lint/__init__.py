"""The rules of `lint_specs.py`, and what they look at."""

from . import naming, provenance, standard  # noqa: F401 - importing them registers their rules
