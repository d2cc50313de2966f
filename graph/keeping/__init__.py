"""Keeping what the database holds: a backup as one file, the way back, and the way to a newer ontology."""
