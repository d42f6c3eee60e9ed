"""ParallelData, an engine and the documents at hand make a customised engine."""
