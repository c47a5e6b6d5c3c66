"""The number of units against what is done with them: HL201 to HL208."""
