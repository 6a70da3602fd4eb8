"""Extraction: what was found on each page, and what damaged files do to a build."""
