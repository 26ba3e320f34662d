(variable_declaration) @variable
