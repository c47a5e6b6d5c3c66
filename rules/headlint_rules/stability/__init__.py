"""What is right on paper and loses precision in floating point: HL401 to HL403."""
