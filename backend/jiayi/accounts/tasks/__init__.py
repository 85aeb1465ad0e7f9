"""Errands for helpers (grid workers, village doctors): one person, one purpose, until a last day; the task, not the record.
Tables: helper_tasks, helper_results. Policy keys: helper_task."""
