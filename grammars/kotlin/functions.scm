[(function_declaration) (secondary_constructor) (lambda_literal) (anonymous_function)] @function
