"""Charts as Altair makes them, from plain rows: no database, no page."""
