"""What comes in and goes out: messages of the API, and forms of the pages."""
