"""Judges translations: scores with signatures, significance, and a report that people can read."""
