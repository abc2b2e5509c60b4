"""One module a chapter (or group of chapters): material in, ready values out."""
