"""家医: family-doctor contract services. The house is described in decisions/0001-the-house.md."""
