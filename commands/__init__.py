"""The command line, one file a family of commands; cli.py puts them together."""
