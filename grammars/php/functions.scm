[(function_definition) (method_declaration) (anonymous_function) (arrow_function)] @function
