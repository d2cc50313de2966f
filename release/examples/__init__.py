"""Queries in SPARQL that partners ask: the first line of each file is its question, then come options and remarks."""
