"""Before the birthdays that change who decides for a child: a letter to the guardian and to the child's own account."""
