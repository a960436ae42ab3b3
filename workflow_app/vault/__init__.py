"""What must not be readable in the database: sealed values, and the keys that are kept elsewhere."""
