"""What screening clips costs and sees; `python -m bench.screening` prints it."""
