# Generated from specs/qualigate.yaml by `make generate`. Do not edit.
"""Contains endpoint functions for accessing the API"""
