[(function_definition) (lambda)] @function
