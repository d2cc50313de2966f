"""Timelines: the course of a unit or a person as lanes of bars, drawn as SVG. Pure: data in, text out."""
