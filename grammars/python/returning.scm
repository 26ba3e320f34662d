(function_definition body: (block . (comment)* . (return_statement) . (comment)* .)) @definition.returning
