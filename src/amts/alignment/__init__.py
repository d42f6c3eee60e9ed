"""Pairs up two translations of one book: blocks, then sentences, each pair with how sure it is."""
