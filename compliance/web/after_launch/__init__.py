"""What happens after the launch: entries, what is due because of them, and their history."""
