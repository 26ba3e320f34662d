[(assignment) (named_expression)] @variable
