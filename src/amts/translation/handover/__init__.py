"""Texts out to a translator's own tool, and back."""
