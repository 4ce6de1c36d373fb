"""What `make` calls: set-up, front-end files, launcher. Nothing here is part of the running product."""
