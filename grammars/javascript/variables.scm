(variable_declarator) @variable
(class_body (_ value: (_)) @variable)
(assignment_expression left: (member_expression)) @variable
