"""A flow as the library's cookbook writes them; lives only in the databases of the benchmark."""
