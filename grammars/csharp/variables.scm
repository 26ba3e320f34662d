[(variable_declarator) (property_declaration)] @variable
