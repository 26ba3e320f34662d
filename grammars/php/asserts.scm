(function_call_expression function: (name) @_called (#match? @_called "^assert")) @assert
(member_call_expression name: (name) @_called (#match? @_called "^assert")) @assert
