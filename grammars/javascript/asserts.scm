(call_expression function: (identifier) @called (#match? @called "^(assert|expect)")) @assert
(call_expression
  function: (member_expression object: (identifier) @called)
  (#match? @called "^(assert|expect)$")) @assert
