"""Statements and expressions, run one by one."""
