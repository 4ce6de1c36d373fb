"""Intake: the call desk of an addiction-treatment helpline."""
