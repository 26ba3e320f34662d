(function_declaration body: (block . (return_statement) .)) @definition.returning
