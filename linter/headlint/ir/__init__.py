"""The small program that a file is lowered to: plain, comparable, printable, serialisable. Nothing of torch."""
