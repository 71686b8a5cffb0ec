"""What is promised about loss, repetition and leaks, tried until it hurts: `make soak`. One part a file."""
