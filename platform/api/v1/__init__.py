"""Version 1: a published contract. What is here may grow; it never changes meaning."""
