"""How API families write prompts, jobs, outputs and refusals: one file a family."""
