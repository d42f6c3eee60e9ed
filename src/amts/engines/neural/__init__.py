"""Neural engines: translation models of the Marian, M2M100 and NLLB kinds, run by CTranslate2 in eight-bit integers."""
