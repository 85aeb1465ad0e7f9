"""Outside attackers against the running application: ``make attack``."""
