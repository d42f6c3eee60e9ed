"""Existing translations taken over: what they were made from, and which sentence says which."""
