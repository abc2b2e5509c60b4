"""The browser face: server-rendered pages over the same services as the terminal."""
