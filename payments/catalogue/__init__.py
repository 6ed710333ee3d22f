"""What can be paid: categories, billers and services as data, and how they are found."""
