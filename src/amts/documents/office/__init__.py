"""What the documents of office programs have in common: zip files of XML parts, and paragraphs made of runs."""
