"""The command line, one module per command; thin twins of the library's functions."""
