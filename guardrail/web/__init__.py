"""Where programs meet guardrail over HTTP: the middleware and everything it needs."""
