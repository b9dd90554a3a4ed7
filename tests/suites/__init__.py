"""Other projects' test suites, run against a guarded app: see `__main__`."""
