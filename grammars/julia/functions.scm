[(function_definition) (macro_definition) (arrow_function_expression) (do_clause)] @function
(assignment . (call_expression)) @function
