"""Broken files by the thousand: each gets an answer, in time and within memory."""
