[(attribute (identifier) @identifier) (variable_expr (identifier) @identifier)]
