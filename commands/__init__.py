"""The command line, one file a family of commands; root.py puts them together and cli.py runs them."""
