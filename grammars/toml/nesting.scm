[(array) (inline_table)] @nesting
