(invocation_expression
  function: (member_access_expression expression: (identifier) @_called)
  (#eq? @_called "Assert")) @assert
