"""Where data come from: one file a connector, and the contract that each declares beside its code."""
