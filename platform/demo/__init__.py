"""What `load_demo` adds to the real data, so that every screen has something to show. All of it is fictitious."""
