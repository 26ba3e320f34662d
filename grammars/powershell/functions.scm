[(function_statement) (class_method_definition)] @function
