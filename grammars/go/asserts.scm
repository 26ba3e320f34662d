; testify
(call_expression
  function: (selector_expression operand: (identifier) @called)
  (#any-of? @called "assert" "require")) @assert
