"""The regression set: legal cases published to score a tool on."""
