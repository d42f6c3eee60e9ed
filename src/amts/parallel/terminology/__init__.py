"""What terms are to be called in other languages: read from files, found in texts, written to files."""
