"""What is passed where it does not belong: HL501."""
