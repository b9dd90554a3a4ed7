"""From vectors to matches: references (`gallery`), chance (`calibration`), clips (`evidence`)."""
