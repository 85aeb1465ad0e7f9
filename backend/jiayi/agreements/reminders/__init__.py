"""Mails to those who have not confirmed the year, when their institution's campaign opens and before it closes (N-10.1).

Tables: confirmation_reminders. Policy topic: confirmation_reminder.
"""
