(element) @nesting
