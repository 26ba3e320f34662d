(pass_statement) @placeholder
(expression_statement (ellipsis)) @placeholder
