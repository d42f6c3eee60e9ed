"""Keeps a tree of translations in step with the tree of its sources."""
