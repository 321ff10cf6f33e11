"""The command line: one file per command, thin, imported only when it is typed."""
