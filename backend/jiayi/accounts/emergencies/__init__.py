"""Break-glass: for some hours a doctor sees a person whom the own institution does not serve.
Tables: emergencies, emergency_endings, emergency_notes. Policy keys: emergency_access."""
