"""Measuring, offline: how often the guardrail is right, with intervals, through the same engine."""
