"""The cellar: what every room stands on. Knows Django and libraries, and no app."""
