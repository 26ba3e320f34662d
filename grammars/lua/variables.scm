(assignment_statement) @variable
(variable_declaration (variable_list)) @variable
