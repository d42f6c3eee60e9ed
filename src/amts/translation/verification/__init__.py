"""What may be wrong with a translated document, each with a reason and a position."""
