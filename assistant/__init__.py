"""Questions and answers: routes, evidence, composing, gates, dialogue."""
