(function_definition (signature) . (return_statement) .) @definition.returning
