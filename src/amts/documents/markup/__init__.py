"""Formats made of tags: HTML, XML with DocBook, SVG."""
