"""What is known of each translation: kept on disk, found again in the page as it stands."""
