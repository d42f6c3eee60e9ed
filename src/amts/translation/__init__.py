"""Translates one document with one engine, and verifies the result."""
