"""An adult acts for another adult: given, asked for, taken up, ended; and the person for whom a session acts."""
