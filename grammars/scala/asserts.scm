(call_expression function: (identifier) @_called (#match? @_called "^(assert|require$)")) @assert
