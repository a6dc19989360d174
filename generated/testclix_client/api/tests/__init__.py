# Generated from specs/testclix.yaml by `make generate`. Do not edit.
"""Contains endpoint functions for accessing the API"""
