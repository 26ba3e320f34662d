(assignment_expression) @variable
