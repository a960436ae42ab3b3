"""Workbooks of awards: written for people, read back with a preview."""
