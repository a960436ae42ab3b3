"""What is measured, one question per file. Each has `measure(options)` and returns tables."""
