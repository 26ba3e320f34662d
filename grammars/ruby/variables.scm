(assignment) @variable
(operator_assignment operator: "||=") @variable
