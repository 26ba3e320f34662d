(call_expression
  function: (member_expression object: [(identifier) (member_expression)] @_called)
  (#any-of? @_called "console" "process.stdout" "process.stderr")) @print
