[(function_definition) (lambda_expression)] @function
