"""Names of the sheets in the blank workbooks: one to fill in, two that are never read."""

FILL, EXAMPLES, GUIDE = "填报", "示例 Examples", "说明 Guide"
GUIDES = frozenset((EXAMPLES, GUIDE))
