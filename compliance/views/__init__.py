"""How things are said: what every face lays out, made from an assessment and a day."""
