"""A small generation server, a cast of invented characters and the registry that protects them.

Everything that people see when they try guardrail for the first time is drawn here by code, so
that a demonstration needs no download, no model that generates, and nobody's pictures.
"""
