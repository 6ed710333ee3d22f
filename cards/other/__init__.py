"""Cards of other banks: attached through an acquirer, which alone knows their numbers."""
