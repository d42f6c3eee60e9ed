"""Checks that every backend must pass, for our own tests and for authors of plug-ins."""
