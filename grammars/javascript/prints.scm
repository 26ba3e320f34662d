(call_expression
  function: (member_expression object: [(identifier) (member_expression)] @called)
  (#any-of? @called "console" "process.stdout" "process.stderr")) @print
