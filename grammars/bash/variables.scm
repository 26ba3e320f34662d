(variable_assignment) @variable
