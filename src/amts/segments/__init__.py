"""Takes the markup out of texts and cuts them into sentences, and puts both together again."""
