"""What every page needs: rendering, languages, assets, errors, forms, headers."""
