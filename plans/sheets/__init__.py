"""Plans in Excel: what the columns mean, how lines are read, compared and written."""
