"""What is said to the customer: reasons, facts, and what is better left unsaid."""
