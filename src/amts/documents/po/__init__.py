"""Message catalogues of gettext."""
