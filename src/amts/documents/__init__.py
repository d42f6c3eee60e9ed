"""Turns files into documents and back, byte for byte, one module per format."""
