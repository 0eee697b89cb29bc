"""Plans: reading, structure, addresses. No other package is known here."""
