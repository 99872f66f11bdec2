"""What the secretariat's review reads: personal data in texts, what surrounds a record, who is looking at it."""
