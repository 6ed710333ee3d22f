"""What the bank must do, as data, and which passing tests prove it."""
