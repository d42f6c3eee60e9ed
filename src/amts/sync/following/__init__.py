"""Which sentence of an older source each sentence of the source as it stands comes from."""
