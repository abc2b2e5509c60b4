"""Tables of others in the browser: choosing one, its mapping, and putting rows forward."""
