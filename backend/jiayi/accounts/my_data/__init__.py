"""My data: download, ask for correction, erase, and the job that removes what its period is over for."""
