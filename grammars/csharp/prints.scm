(invocation_expression
  function: (member_access_expression expression: (_) @called name: (identifier) @method)
  (#match? @called "^(System[.])?Console([.](Out|Error))?$")
  (#match? @method "^Write")) @print
