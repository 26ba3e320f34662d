(invocation_expression
  function: (member_access_expression expression: (identifier) @called)
  (#eq? @called "Assert")) @assert
