"""The steps that lead to the tables of this version, run by `guardrail.store.migrate`."""
