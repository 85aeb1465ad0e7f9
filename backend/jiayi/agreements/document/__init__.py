"""The agreement on paper: page, print, PDF, and the proof a third person can check. Owns agreement_proofs, agreement_texts."""
