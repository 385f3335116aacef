"""What a person may ask of us about themselves: see it, take it along, bring it, and have it erased (GDPR Art. 15-20)."""
