"""What comes back by mail: answers, letters that could not be delivered, complaints."""
