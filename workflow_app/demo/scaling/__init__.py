"""Years of history for a large federation: cases that the services walked once, copied in bulk.

`federation` makes the units and says who is who, `tapes` lets the services walk one case of each
sort and keeps the rows they wrote, `copies` writes such a case out for other units and other
days, `rows` puts rows into the database and chains the log.
"""
