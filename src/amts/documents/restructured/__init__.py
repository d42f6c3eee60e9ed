"""reStructuredText, with what Sphinx adds."""
