"""Makes parallel data of what lies on disk: a source tree and its translation, read and aligned as a book."""
