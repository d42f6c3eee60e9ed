"""Proves with numbers what adaptation brings, on documents held out from it."""
