"""What connectors share: the contract, the network, and reading rows."""
