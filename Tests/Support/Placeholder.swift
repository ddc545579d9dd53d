// Support for all test targets.
