"""Tables of others: which question one answers, which column is which, what its cells say."""
