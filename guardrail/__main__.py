"""`python -m guardrail` is the `guardrail` command."""

from guardrail.cli import main

main()
