"""Files of decisions and of reviews in, archived figures out."""
