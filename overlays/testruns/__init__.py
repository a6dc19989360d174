"""Wait for the verdicts of hosted test runs."""
