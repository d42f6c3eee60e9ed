"""The embedded engine: phrase-based statistical translation, trained in minutes from the project's own pairs."""
