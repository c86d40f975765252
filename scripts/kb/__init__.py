"""The knowledge base: records read strictly, checked, and turned into pages."""
