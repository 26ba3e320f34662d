(call_expression . (identifier) @_called (#match? @_called "^(assert|require$|check$)")) @assert
