(function_declaration) @function
