"""The map, without a page around it: where places lie, what is counted there, and how it is drawn."""
