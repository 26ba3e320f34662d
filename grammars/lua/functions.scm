[(function_declaration) (function_definition)] @function
