"""Gold questions and what runs them."""
