"""What happened (append-only events) and who looked (access log). Tables: history_events, access_log. Policy keys: none."""
