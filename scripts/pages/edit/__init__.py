"""Edits of a spec that follow from the changes of a page."""
