; testify
(call_expression
  function: (selector_expression operand: (identifier) @_called)
  (#any-of? @_called "assert" "require")) @assert
