(variable_declarator) @variable
