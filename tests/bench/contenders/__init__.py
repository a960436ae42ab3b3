"""Ways to carry out the same errand, each as a good developer of it would write it."""
