(function_call_expression function: (name) @called (#match? @called "^assert")) @assert
(member_call_expression name: (name) @called (#match? @called "^assert")) @assert
