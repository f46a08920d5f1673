"""A language model's server that does as a test says: it answers, lies, stalls, breaks off or fails."""
