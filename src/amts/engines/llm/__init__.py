"""Large language models behind any endpoint that speaks OpenAI's chat completions."""
