(braced_expression) @nesting
