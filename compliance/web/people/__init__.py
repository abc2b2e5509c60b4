"""Who is there: signing in, accounts, sessions."""
