"""What rights holders say: documents in, one action with its reasons out."""
