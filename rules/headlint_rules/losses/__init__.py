"""What a head gives against what the loss behind it wants: HL101 to HL113."""
