[(method_declaration) (constructor_declaration) (compact_constructor_declaration) (lambda_expression)] @function
