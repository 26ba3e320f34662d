(block) @nesting
