"""What rooms above may listen to."""

from django.dispatch import Signal

# Sent with `job` (LongJob) when long work has finished or failed for good.
job_over = Signal()
