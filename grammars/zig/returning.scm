(function_declaration body: (block . (expression_statement (return_expression)) .)) @definition.returning
