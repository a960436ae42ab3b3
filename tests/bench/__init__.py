"""How fast it is, beside what a user would pick instead: `make bench`.

`python -m tests.bench` runs every section on SQLite and on PostgreSQL and prints Markdown;
`python -m tests.bench errand --db sqlite --rounds 3` is a quick part of it, and
`python -m tests.bench profile --db sqlite` lists the statements of each act with the line of
our code that sends them. docs/performance.md says what is measured and how.
"""
