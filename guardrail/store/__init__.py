"""What must outlive a process: jobs, leases, holds, the record and its chain, and kept bytes.

SQLite by default, PostgreSQL by URL, behind the Protocols of `guardrail.jobs`, `guardrail.holds`
and `guardrail.audit`. Nothing else in guardrail knows that there is a database.
"""
