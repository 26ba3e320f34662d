(function_definition body: (braced_expression) @body)
