(function_declaration (function_body "=")) @definition.returning
(function_declaration (function_body (block . (return_expression) .))) @definition.returning
