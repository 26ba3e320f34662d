[
  (method_declaration)
  (constructor_declaration)
  (destructor_declaration)
  (operator_declaration)
  (local_function_statement)
  (lambda_expression)
  (anonymous_method_expression)
] @function
