(call_expression function: (identifier) @_called (#match? @_called "^(assert|expect)")) @assert
(call_expression
  function: (member_expression object: (identifier) @_called)
  (#match? @_called "^(assert|expect)$")) @assert
