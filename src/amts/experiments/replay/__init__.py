"""Plays a translation's history again: what its translators had to do, and what they would have had to do."""
