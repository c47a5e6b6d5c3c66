"""The abstract domain: what a variable can hold, and where it is stored."""
