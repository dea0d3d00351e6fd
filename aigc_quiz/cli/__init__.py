"""Parse, call, print, exit: one module a command."""
