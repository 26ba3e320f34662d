(invocation_expression
  function: (member_access_expression expression: (_) @_called name: (identifier) @_method)
  (#match? @_called "^(System[.])?Console([.](Out|Error))?$")
  (#match? @_method "^Write")) @print
