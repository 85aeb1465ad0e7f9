"""Who works where: a manager gives the roles of the own institution, an administrator those of the county; both end them.
Tables: role_offers, role_grants, and of doctors staff_invitations."""
