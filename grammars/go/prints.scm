(call_expression
  function: (selector_expression operand: (identifier) @_package field: (field_identifier) @_called)
  (#eq? @_package "fmt")
  (#match? @_called "^Print")) @print
(call_expression function: (identifier) @_called (#any-of? @_called "print" "println")) @print
