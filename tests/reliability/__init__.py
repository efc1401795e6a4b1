"""Real servers under random work: nothing is lost, nothing falls over, and at rest everything is as it is afresh."""
