"""The transfer functions: what torch's operations make of tensors."""
