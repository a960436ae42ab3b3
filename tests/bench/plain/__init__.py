"""The same errand as state fields written by hand; lives only in the databases of the benchmark."""
