"""What single flavours of Markdown add to it."""
