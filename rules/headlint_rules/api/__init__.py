"""Names and keywords of torch that do not exist, or no longer should: HL601 to HL607."""
