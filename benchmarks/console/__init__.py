"""The console in a browser, beside its budgets: a long list, a long thread, and what comes into both."""
